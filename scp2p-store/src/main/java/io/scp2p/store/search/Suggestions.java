package io.scp2p.store.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;

/**
 * Words of names and tags that begin with what was typed. Which words are in the scope, and in how
 * many of its items, is counted exactly; but only for the {@link #COUNTED_FOR_EACH} times as many
 * words as are asked for that are most frequent in the whole index, and of a prefix with more than
 * {@link #MAX_WORDS} words in a segment only those are looked at.
 */
final class Suggestions {
  static final int MAX_WORDS = 50_000;
  static final int COUNTED_FOR_EACH = 8;

  private final Snapshot snapshot;
  private final ScopeView scope;

  Suggestions(Snapshot snapshot, ScopeView scope) {
    this.snapshot = snapshot;
    this.scope = scope;
  }

  List<String> find(String typed, int count) throws IOException {
    List<String> words = SearchText.tokens(SearchText.normalise(typed));
    if (words.isEmpty() || count <= 0) {
      return List.of();
    }
    BytesRef prefix = Search.wordTerm(words.get(words.size() - 1));
    Map<String, Long> counts = new HashMap<>();
    for (String word : mostFrequent(prefix, (long) count * COUNTED_FOR_EACH)) {
      long items = count(word);
      if (items > 0) {
        counts.put(word, items);
      }
    }
    return first(counts, count);
  }

  private List<String> mostFrequent(BytesRef prefix, long limit) throws IOException {
    Map<String, Long> counts = new HashMap<>();
    for (Segment segment : snapshot.segments) {
      TermsEnum terms = segment.terms(Fields.WORD);
      if (terms == null || terms.seekCeil(prefix) == TermsEnum.SeekStatus.END) {
        continue;
      }
      int seen = 0;
      for (BytesRef term = terms.term();
          term != null && StringHelper.startsWith(term, prefix) && seen < MAX_WORDS;
          term = terms.next()) {
        counts.merge(term.utf8ToString(), (long) terms.docFreq(), Long::sum);
        seen++;
      }
    }
    return first(counts, limit);
  }

  private static List<String> first(Map<String, Long> counts, long limit) {
    List<String> words = new ArrayList<>(counts.keySet());
    words.sort(
        Comparator.<String>comparingLong(counts::get)
            .reversed()
            .thenComparing(Comparator.naturalOrder()));
    return words.subList(0, (int) Math.min(limit, words.size()));
  }

  private long count(String word) throws IOException {
    long count = 0;
    for (Segment segment : snapshot.segments) {
      TermsEnum terms = segment.terms(Fields.WORD);
      if (terms == null || !terms.seekExact(new BytesRef(word))) {
        continue;
      }
      count += count(segment, terms.postings(null, PostingsEnum.NONE));
    }
    return count;
  }

  private long count(Segment segment, PostingsEnum postings) throws IOException {
    FixedBitSet visible = scope.visible(segment);
    long count = 0;
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      count += visible.get(doc) ? 1 : 0;
    }
    return count;
  }
}
