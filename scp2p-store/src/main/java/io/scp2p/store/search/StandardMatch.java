package io.scp2p.store.search;

import java.io.IOException;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/**
 * Candidates and points of specification section 13.2.
 *
 * <p>A candidate has any word of the query in its name, its tags, or the title or description of
 * its share. If nothing in the scope has, whatever contains the query in its name is one. Filters
 * come afterwards: they narrow what a query finds and never change why.
 */
final class StandardMatch {
  private final Search search;
  private final QueryText text;
  private final Hits hits;

  /** By rank: what title and description add. */
  private final int[] added;

  /** By rank: whether title or description contain a word of the query. */
  private final boolean[] inEdition;

  StandardMatch(Search search) {
    this.search = search;
    text = search.text;
    hits = search.hits;
    int count = search.snapshot.editions.size();
    added = new int[count];
    inEdition = new boolean[count];
    for (int rank = 0; rank < count; rank++) {
      if (search.scope.searches(rank)) {
        Edition edition = search.snapshot.editions.get(rank);
        added[rank] = edition.points(text.text());
        // What is one word is in the texts if it is a word of them.
        inEdition[rank] = (added[rank] > 0 || !text.isOneWord()) && text.isIn(edition);
      }
    }
  }

  void run(boolean orSubstring) throws IOException {
    boolean candidates = hasCandidates();
    if (!candidates && !orSubstring) {
      return;
    }
    OneWordMatch oneWord = new OneWordMatch(search, added, inEdition);
    for (Segment segment : search.snapshot.segments) {
      search.scratch.prepare(segment.maxDoc());
      hits.enter(segment);
      Gate gate = new Gate(segment, search.query, search.scope);
      if (!candidates) {
        compareNames(segment, gate);
      } else if (text.isOneWord()) {
        oneWord.run(segment, gate);
      } else {
        compareTexts(segment, gate);
        restOfEditions(segment, gate);
      }
    }
  }

  // ---- whether there are candidates

  private boolean hasCandidates() throws IOException {
    for (Segment segment : search.snapshot.segments) {
      if (hasEditionCandidate(segment) || hasWordCandidate(segment)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasEditionCandidate(Segment segment) {
    for (int run = 0; run < segment.runs.count(); run++) {
      int rank = segment.rankOfRun(run);
      if (rank >= 0 && inEdition[rank]) {
        for (int doc = segment.runs.starts[run]; doc < segment.runs.starts[run + 1]; doc++) {
          if (segment.isLive(doc)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean hasWordCandidate(Segment segment) throws IOException {
    TermsEnum terms = segment.terms(Fields.WORD);
    if (terms == null) {
      return false;
    }
    for (int i = 0; i < text.words().size(); i++) {
      String word = text.words().get(i);
      BytesRef prefix = Search.wordTerm(word);
      PostingsEnum postings = null;
      for (BytesRef term = first(terms, prefix);
          term != null && StringHelper.startsWith(term, prefix);
          term = terms.next()) {
        if (!text.isPrefix(i) && term.length != prefix.length) {
          break;
        }
        postings = terms.postings(postings, PostingsEnum.NONE);
        if (hasCandidate(segment, postings, word, text.isPrefix(i))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean hasCandidate(
      Segment segment, PostingsEnum postings, String word, boolean asPrefix) throws IOException {
    RunWalker walker = new RunWalker(segment);
    boolean cut = TermCode.mayBeCut(word);
    Search.TextReader reader = new Search.TextReader(segment);
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      if (segment.isLive(doc)
          && search.scope.searches(walker.rankOf(doc))
          && (!cut || reader.texts(doc).hasToken(word, asPrefix))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable BytesRef first(TermsEnum terms, BytesRef prefix) throws IOException {
    return terms.seekCeil(prefix) == TermsEnum.SeekStatus.END ? null : terms.term();
  }

  private boolean hasEditionRuns(Segment segment) {
    for (int rank : segment.ranks) {
      if (rank >= 0 && inEdition[rank] && search.shows(rank)) {
        return true;
      }
    }
    return false;
  }

  private void add(int doc, int rank, int points) throws IOException {
    int all = points + added[rank];
    if (all > 0) {
      hits.add(doc, rank, all);
    }
  }

  // ---- several words or signs: the texts decide

  private void compareTexts(Segment segment, Gate gate) throws IOException {
    FixedBitSet found = search.scratch.found;
    GramDocs.addNamesWith(segment, text.text(), found);
    GramDocs.addTagsWith(segment, text.text(), found);
    RunWalker walker = new RunWalker(segment);
    Search.TextReader reader = new Search.TextReader(segment);
    int maxDoc = segment.maxDoc();
    for (int doc = next(found, 0, maxDoc); doc < maxDoc; doc = next(found, doc + 1, maxDoc)) {
      int rank = walker.rankOf(doc);
      if (search.shows(rank) && gate.passes(doc)) {
        ItemRecord.Texts texts = reader.texts(doc);
        int points = texts.points(text.text());
        if (points > 0 && (inEdition[rank] || text.isIn(texts))) {
          search.scratch.noted.set(doc);
          add(doc, rank, points);
        }
      }
    }
    addWordsInTitledEditions(segment, gate);
  }

  /** The title contains the query but none of its words whole: only items that have one count. */
  private void addWordsInTitledEditions(Segment segment, Gate gate) throws IOException {
    TermsEnum terms = segment.terms(Fields.WORD);
    if (terms == null || !hasTitleWithoutWord(segment)) {
      return;
    }
    FixedBitSet withWord = new FixedBitSet(segment.maxDoc());
    for (int i = 0; i < text.words().size(); i++) {
      BytesRef term = Search.wordTerm(text.words().get(i));
      if (text.isPrefix(i)) {
        GramDocs.addPrefix(terms, term, withWord);
      } else if (terms.seekExact(term)) {
        withWord.or(terms.postings(null, PostingsEnum.NONE));
      }
    }
    RunWalker walker = new RunWalker(segment);
    Search.TextReader reader = new Search.TextReader(segment);
    int maxDoc = segment.maxDoc();
    for (int doc = next(withWord, 0, maxDoc); doc < maxDoc; doc = next(withWord, doc + 1, maxDoc)) {
      int rank = walker.rankOf(doc);
      if (search.shows(rank)
          && added[rank] > 0
          && !inEdition[rank]
          && !search.scratch.noted.get(doc)
          && gate.passes(doc)
          && text.isIn(reader.texts(doc))) {
        add(doc, rank, 0);
      }
    }
  }

  private boolean hasTitleWithoutWord(Segment segment) {
    for (int rank : segment.ranks) {
      if (search.shows(rank) && added[rank] > 0 && !inEdition[rank]) {
        return true;
      }
    }
    return false;
  }

  // ---- items that are candidates through their share only

  private void restOfEditions(Segment segment, Gate gate) throws IOException {
    if (!hasEditionRuns(segment)) {
      return;
    }
    FixedBitSet noted = search.scratch.noted;
    for (int run = 0; run < segment.runs.count(); run++) {
      int rank = segment.rankOfRun(run);
      if (search.shows(rank) && inEdition[rank] && added[rank] > 0) {
        int end = segment.runs.starts[run + 1];
        for (int doc = segment.runs.starts[run]; doc < end; doc++) {
          if (!noted.get(doc) && gate.passes(doc)) {
            hits.add(doc, rank, added[rank]);
          }
        }
      }
    }
  }

  // ---- no candidates at all

  private void compareNames(Segment segment, Gate gate) throws IOException {
    FixedBitSet found = search.scratch.found;
    GramDocs.addNamesWith(segment, text.text(), found);
    RunWalker walker = new RunWalker(segment);
    Search.TextReader reader = new Search.TextReader(segment);
    int maxDoc = segment.maxDoc();
    for (int doc = next(found, 0, maxDoc); doc < maxDoc; doc = next(found, doc + 1, maxDoc)) {
      int rank = walker.rankOf(doc);
      if (search.shows(rank) && gate.passes(doc)) {
        ItemRecord.Texts texts = reader.texts(doc);
        if (texts.name().contains(text.text())) {
          add(doc, rank, texts.points(text.text()));
        }
      }
    }
  }

  static int next(FixedBitSet bits, int from, int maxDoc) {
    return from >= maxDoc ? maxDoc : Math.min(maxDoc, bits.nextSetBit(from, maxDoc));
  }
}
