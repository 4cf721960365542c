package io.scp2p.store.search;

import io.scp2p.api.search.MatchMode;
import io.scp2p.api.search.SearchQuery;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** One query on one snapshot: what all ways of matching need. */
final class Search {
  final SearchQuery query;
  final QueryText text;
  final Snapshot snapshot;
  final ScopeView scope;
  final Hits hits;
  final Scratch scratch;

  /** By rank; above zero for editions the query shows. */
  final double[] weights;

  private final FacetCounts facets;

  Search(
      SearchQuery query, Snapshot snapshot, ScopeView scope, Scratch scratch, @Nullable Hit after) {
    this.query = query;
    this.snapshot = snapshot;
    this.scope = scope;
    this.scratch = scratch;
    text = QueryText.of(query);
    weights = shown(query, snapshot.editions, scope.weights);
    facets = new FacetCounts(query.facets(), snapshot.editions);
    hits = new Hits(query, weights, facets, after);
  }

  private static double[] shown(SearchQuery query, List<Edition> editions, double[] weights) {
    if (query.shares().isEmpty()) {
      return weights;
    }
    double[] shown = weights.clone();
    for (int rank = 0; rank < shown.length; rank++) {
      if (!query.shares().contains(editions.get(rank).share)) {
        shown[rank] = -1;
      }
    }
    return shown;
  }

  boolean shows(int rank) {
    return rank >= 0 && weights[rank] > 0;
  }

  /** Finds everything; afterwards {@link #hits} and {@link #facets} are complete. */
  void run() throws IOException {
    if (text.text().isEmpty()) {
      return;
    }
    if (query.mode() == MatchMode.STANDARD) {
      new StandardMatch(this).run(true);
    } else if (text.words().size() == 1 && query.mode() == MatchMode.PHRASE) {
      new StandardMatch(this).run(false); // A phrase of one word is that word.
    } else if (query.mode() == MatchMode.PHRASE) {
      new PhraseMatch(this).run();
    } else {
      new FuzzyMatch(this).run();
    }
  }

  FacetCounts facets() {
    return facets;
  }

  /** Reads the text of documents in ascending order. */
  static final class TextReader {
    private final BinaryDocValues records;

    TextReader(Segment segment) throws IOException {
      records = DocValues.getBinary(segment.reader, Fields.RECORD);
    }

    ItemRecord.Texts texts(int doc) throws IOException {
      return ItemRecord.texts(Segment.record(records, doc));
    }
  }

  static BytesRef wordTerm(String word) {
    return new BytesRef(TermCode.term(word));
  }
}
