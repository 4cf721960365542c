package io.scp2p.store.search;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.apache.lucene.util.automaton.LevenshteinAutomata;
import org.jspecify.annotations.Nullable;

/**
 * Words that differ in a letter or two. Every word of the query has to be found, in the name, the
 * tags, the title or the description. A word gets what the best word found for it is worth by
 * section 13.2 (at least {@link #LEAST} in name or tags), times 1, 0.7 or 0.4 for none, one or two
 * differences; an item gets the mean of its words.
 */
final class FuzzyMatch {
  /** So that a word inside a tag counts, too. */
  static final int LEAST = 10;

  /** In percent, by differences. */
  static final int[] CLOSENESS = {100, 70, 40};

  private final Search search;
  private final List<String> words;

  FuzzyMatch(Search search) {
    this.search = search;
    words = search.text.words();
  }

  void run() throws IOException {
    int[][] inEditions = new int[words.size()][];
    CompiledAutomaton[] automata = new CompiledAutomaton[words.size()];
    for (int i = 0; i < automata.length; i++) {
      inEditions[i] = inEditions(words.get(i));
      automata[i] = automaton(words.get(i));
    }
    for (Segment segment : search.snapshot.segments) {
      search.scratch.prepare(segment.maxDoc());
      search.hits.enter(segment);
      int[] sums = search.scratch.sums(segment.maxDoc());
      for (int i = 0; i < automata.length; i++) {
        noteWord(segment, words.get(i), automata[i]);
        combine(segment, inEditions[i], sums, i == 0);
      }
      addAll(segment, sums);
    }
  }

  private static @Nullable CompiledAutomaton automaton(String word) {
    int allowed = EditDistance.allowed(word);
    return allowed == 0 || TermCode.mayBeCut(word)
        ? null
        : new CompiledAutomaton(new LevenshteinAutomata(word, true).toAutomaton(allowed));
  }

  private int[] inEditions(String word) {
    int[] best = new int[search.snapshot.editions.size()];
    for (int rank = 0; rank < best.length; rank++) {
      if (search.shows(rank)) {
        Edition edition = search.snapshot.editions.get(rank);
        best[rank] =
            Math.max(
                Points.TITLE * closeness(word, edition.titleWords()),
                Points.DESCRIPTION * closeness(word, edition.descriptionWords()));
      }
    }
    return best;
  }

  private static int closeness(String word, List<String> found) {
    int best = 0;
    for (String other : found) {
      best = Math.max(best, closeness(word, other));
    }
    return best;
  }

  static int closeness(String word, String other) {
    int allowed = TermCode.mayBeCut(word) ? 0 : EditDistance.allowed(word);
    int distance = EditDistance.between(word, other, allowed);
    return distance <= allowed ? CLOSENESS[distance] : 0;
  }

  /** Notes the best value of each document for one word. */
  private void noteWord(Segment segment, String word, @Nullable CompiledAutomaton automaton)
      throws IOException {
    search.scratch.noted.clear(0, segment.maxDoc());
    Terms terms = segment.reader.terms(Fields.WORD);
    if (terms == null) {
      return;
    }
    PostingsEnum postings = null;
    if (automaton == null) {
      TermsEnum exact = terms.iterator();
      if (exact.seekExact(Search.wordTerm(word))) {
        note(segment, word, word, exact.postings(null, PostingsEnum.FREQS));
      }
      return;
    }
    TermsEnum matching = automaton.getTermsEnum(terms);
    for (BytesRef term = matching.next(); term != null; term = matching.next()) {
      String found = term.utf8ToString();
      if (closeness(word, found) > 0) {
        postings = matching.postings(postings, PostingsEnum.FREQS);
        note(segment, word, found, postings);
      }
    }
  }

  private void note(Segment segment, String word, String found, PostingsEnum postings)
      throws IOException {
    FixedBitSet noted = search.scratch.noted;
    int[] notes = search.scratch.notes;
    int closeness = closeness(word, found);
    Search.TextReader reader = new Search.TextReader(segment);
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      int code = postings.freq();
      int points;
      if (code == TermCode.READ_THE_TEXT) {
        ItemRecord.Texts texts = reader.texts(doc);
        if (!texts.hasToken(found, false)) {
          continue; // The index holds only the beginning of a longer word.
        }
        points = texts.points(found);
      } else {
        points = TermCode.exactPoints(code);
      }
      int value = Math.max(LEAST, points) * closeness;
      notes[doc] = noted.getAndSet(doc) ? Math.max(notes[doc], value) : value;
    }
  }

  /** Keeps in {@code found} what has this word as well as all before it. */
  private void combine(Segment segment, int[] inEditions, int[] sums, boolean first) {
    FixedBitSet noted = search.scratch.noted;
    FixedBitSet found = search.scratch.found;
    int[] notes = search.scratch.notes;
    for (int run = 0; run < segment.runs.count(); run++) {
      int rank = segment.rankOfRun(run);
      int start = segment.runs.starts[run];
      int end = segment.runs.starts[run + 1];
      if (!search.shows(rank)) {
        continue;
      }
      FixedBitSet source = first ? noted : found;
      boolean whole = first && inEditions[rank] > 0;
      int doc = whole ? start : StandardMatch.next(source, start, end);
      while (doc < end) {
        int value = Math.max(inEditions[rank], noted.get(doc) ? notes[doc] : 0);
        if (value == 0) {
          found.clear(doc);
        } else {
          found.set(doc);
          sums[doc] = first ? value : sums[doc] + value;
        }
        doc = whole ? doc + 1 : StandardMatch.next(source, doc + 1, end);
      }
    }
  }

  private void addAll(Segment segment, int[] sums) throws IOException {
    Gate gate = new Gate(segment, search.query, search.scope);
    RunWalker walker = new RunWalker(segment);
    FixedBitSet found = search.scratch.found;
    int maxDoc = segment.maxDoc();
    for (int doc = StandardMatch.next(found, 0, maxDoc);
        doc < maxDoc;
        doc = StandardMatch.next(found, doc + 1, maxDoc)) {
      int rank = walker.rankOf(doc);
      if (gate.passes(doc)) {
        search.hits.add(doc, rank, points(sums[doc], words.size()));
      }
    }
  }

  static double points(int sum, int words) {
    return sum / (100.0 * words);
  }
}
