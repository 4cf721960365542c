package io.scp2p.store.search;

import io.scp2p.api.search.SearchOrder;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;

/**
 * A query of one word: the stored codes answer it. A frequent word has hundreds of thousands of
 * hits, so most must cost next to nothing: they are counted 64 at a time, and looked at only if
 * they have the points to come on the page.
 */
final class OneWordMatch {
  /** A gap between shown documents is leapt over if it is as wide; otherwise walked through. */
  private static final int MIN_LEAP = 512;

  private final Search search;
  private final QueryText text;
  private final Hits hits;
  private final int[] added;
  private final boolean[] inEdition;

  /**
   * @param added by rank: what title and description add
   * @param inEdition by rank: whether title or description contain the word
   */
  OneWordMatch(Search search, int[] added, boolean[] inEdition) {
    this.search = search;
    this.text = search.text;
    this.hits = search.hits;
    this.added = added;
    this.inEdition = inEdition;
  }

  void run(Segment segment, Gate gate) throws IOException {
    new InSegment(segment, gate).run();
  }

  /** Whether all items of an edition are hits. */
  private boolean showsWhole(int rank) {
    return search.shows(rank) && inEdition[rank] && added[rank] > 0;
  }

  /** What is known about one segment. */
  private final class InSegment {
    private final Segment segment;
    private final Gate gate;
    private final Runs runs;
    private final FixedBitSet noted = search.scratch.noted;
    private final FixedBitSet weak = search.scratch.weak;
    private final int[] notes = search.scratch.notes;
    private int terms;
    private int[] unknown = {};
    private int unknowns;
    private boolean sawWeak;

    InSegment(Segment segment, Gate gate) {
      this.segment = segment;
      this.gate = gate;
      runs = segment.runs;
    }

    void run() throws IOException {
      note();
      if (terms == 0 && Arrays.stream(segment.ranks).noneMatch(OneWordMatch.this::showsWhole)) {
        return;
      }
      readTheUnknown();
      boolean anyWhole = false;
      for (int run = 0; run < runs.count(); run++) {
        int rank = segment.rankOfRun(run);
        if (search.shows(rank)) {
          boolean whole = showsWhole(rank);
          anyWhole |= whole;
          add(run, rank, whole);
        }
      }
      if (anyWhole) {
        rest();
      }
    }

    // ---- what the words say

    private void note() throws IOException {
      boolean letter = text.lastIsPrefix() && LetterStream.isOne(text.text());
      TermsEnum all = segment.terms(letter ? Fields.LETTER : Fields.WORD);
      if (all == null) {
        return;
      }
      BytesRef prefix = Search.wordTerm(text.text());
      if (all.seekCeil(prefix) == TermsEnum.SeekStatus.END) {
        return;
      }
      int[] intervals = intervals();
      PostingsEnum postings = null;
      for (BytesRef term = all.term();
          term != null && StringHelper.startsWith(term, prefix);
          term = all.next()) {
        boolean exact = term.length == prefix.length;
        if (!exact && !text.lastIsPrefix()) {
          return;
        }
        postings = all.postings(postings, PostingsEnum.FREQS);
        int[] table =
            letter
                ? LetterStream.notes()
                : exact ? Note.exact() : Note.prefix(text.text().length());
        if (terms++ == 0) {
          noteFirst(postings, table, intervals);
        } else {
          noteMore(postings, table, intervals);
        }
        if (exact && letter) {
          return;
        }
      }
    }

    /** Where shown documents are, as beginnings and ends; gaps that are not worth a leap are in. */
    private int[] intervals() {
      int[] found = new int[16];
      int count = 0;
      for (int run = 0; run < runs.count(); run++) {
        if (search.shows(segment.rankOfRun(run))) {
          int start = runs.starts[run];
          if (count > 0 && start - found[count - 1] < MIN_LEAP) {
            count--;
          } else {
            if (count + 2 > found.length) {
              found = Arrays.copyOf(found, count * 2);
            }
            found[count++] = start;
          }
          found[count++] = runs.starts[run + 1];
        }
      }
      return Arrays.copyOf(found, count);
    }

    private void noteFirst(PostingsEnum postings, int[] table, int[] intervals) throws IOException {
      int doc = postings.nextDoc();
      for (int i = 0; i < intervals.length && doc != DocIdSetIterator.NO_MORE_DOCS; i += 2) {
        doc = doc < intervals[i] ? postings.advance(intervals[i]) : doc;
        for (int end = intervals[i + 1]; doc < end; doc = postings.nextDoc()) {
          int note = table[postings.freq()];
          if (Note.isNothing(note)) {
            weak(doc);
          } else {
            noted.set(doc);
            notes[doc] = note;
            if (Note.isUnknown(note)) {
              unknown(doc);
            }
          }
        }
      }
    }

    private void noteMore(PostingsEnum postings, int[] table, int[] intervals) throws IOException {
      int doc = postings.nextDoc();
      for (int i = 0; i < intervals.length && doc != DocIdSetIterator.NO_MORE_DOCS; i += 2) {
        doc = doc < intervals[i] ? postings.advance(intervals[i]) : doc;
        for (int end = intervals[i + 1]; doc < end; doc = postings.nextDoc()) {
          int note = table[postings.freq()];
          if (Note.isNothing(note)) {
            weak(doc);
          } else {
            notes[doc] = noted.getAndSet(doc) ? Note.merge(notes[doc], note) : note;
            if (Note.isUnknown(note)) {
              unknown(doc);
            }
          }
        }
      }
    }

    private void unknown(int doc) {
      if (unknowns == unknown.length) {
        unknown = Arrays.copyOf(unknown, Math.max(64, unknowns * 2));
      }
      unknown[unknowns++] = doc;
    }

    private void weak(int doc) {
      weak.set(doc);
      sawWeak = true;
    }

    /** So that whatever is noted has points. */
    private void readTheUnknown() throws IOException {
      Arrays.sort(unknown, 0, unknowns); // Texts are read in ascending order only.
      RunWalker walker = new RunWalker(segment);
      Search.TextReader reader = new Search.TextReader(segment);
      for (int i = 0; i < unknowns; i++) {
        int doc = unknown[i];
        boolean again = i > 0 && doc == unknown[i - 1];
        if (!again && search.shows(walker.rankOf(doc)) && gate.passes(doc)) {
          int points = reader.texts(doc).points(text.text());
          notes[doc] = Note.known(points);
          if (points == 0) {
            noted.clear(doc);
            weak(doc);
          }
        }
      }
    }

    // ---- what is a hit

    private void add(int run, int rank, boolean whole) throws IOException {
      int start = runs.starts[run];
      int end = runs.starts[run + 1];
      long[] notedWords = noted.getBits();
      long[] weakWords = weak.getBits();
      boolean withWeak = sawWeak && added[rank] > 0;
      int least = hits.leastPoints(rank);
      long count = 0;
      for (int word = start >> 6; word <= (end - 1) >> 6; word++) {
        long candidates =
            whole ? -1 : withWeak ? notedWords[word] | weakWords[word] : notedWords[word];
        candidates &= mask(word, start, end);
        if (candidates == 0) {
          continue;
        }
        long shown = gate.passing(word, candidates);
        count += Long.bitCount(shown);
        if (hits.facets().isOpen()) {
          facets(word, shown, rank);
        }
        if (least < Hits.NO_POINTS) {
          least = offer(word, shown & notedWords[word], rank, least);
          if (!whole && added[rank] >= least) {
            least = offerAdded(word, shown & ~notedWords[word], rank, least);
          }
        }
      }
      hits.count(count);
    }

    private int offer(int word, long bits, int rank, int least) throws IOException {
      int needed = least;
      for (long rest = bits; rest != 0; rest &= rest - 1) {
        int doc = (word << 6) + Long.numberOfTrailingZeros(rest);
        int points = Note.points(notes[doc]) + added[rank];
        if (points >= needed) {
          hits.offer(doc, rank, points);
          needed = hits.leastPoints(rank);
        }
      }
      return needed;
    }

    private int offerAdded(int word, long bits, int rank, int least) throws IOException {
      for (long rest = bits; rest != 0; rest &= rest - 1) {
        hits.offer((word << 6) + Long.numberOfTrailingZeros(rest), rank, added[rank]);
      }
      return bits == 0 ? least : hits.leastPoints(rank);
    }

    private void facets(int word, long bits, int rank) throws IOException {
      for (long rest = bits; rest != 0; rest &= rest - 1) {
        hits.facets().count((word << 6) + Long.numberOfTrailingZeros(rest), rank);
      }
    }

    private static long mask(int word, int start, int end) {
      long mask = -1L;
      if (word == start >> 6) {
        mask <<= start; // Of the distance, the lowest six bits count.
      }
      return word == (end - 1) >> 6 ? mask & (-1L >>> -end) : mask;
    }

    // ---- items that are hits through their share only; they are counted already

    private void rest() throws IOException {
      if (search.query.order() == SearchOrder.RELEVANCE) {
        compareTextOfRest();
      }
      for (int run = 0; run < runs.count(); run++) {
        int rank = segment.rankOfRun(run);
        if (showsWhole(rank)) {
          offerRest(run, rank);
        }
      }
    }

    private void offerRest(int run, int rank) throws IOException {
      int start = runs.starts[run];
      int end = runs.starts[run + 1];
      int least = hits.leastPoints(rank);
      for (int word = start >> 6; word <= (end - 1) >> 6 && added[rank] >= least; word++) {
        long shown = gate.passing(word, ~noted.getBits()[word] & mask(word, start, end));
        least = offerAdded(word, shown, rank, least);
      }
    }

    /**
     * Such an item is a hit whatever its own text says; its text only matters for its place.
     * Without the word, its name can at most contain it; words and tags that begin with it are
     * possible if the word is not taken as a prefix.
     */
    private void compareTextOfRest() throws IOException {
      FixedBitSet found = search.scratch.found;
      if (hits.canCompete(mostByName())) {
        GramDocs.addNamesWith(segment, text.text(), found);
      }
      if (!text.lastIsPrefix()) {
        GramDocs.addTagsWith(segment, text.text(), found);
      }
      found.andNot(noted);
      found.andNot(weak);
      RunWalker walker = new RunWalker(segment);
      Search.TextReader reader = new Search.TextReader(segment);
      int maxDoc = segment.maxDoc();
      for (int doc = StandardMatch.next(found, 0, maxDoc);
          doc < maxDoc;
          doc = StandardMatch.next(found, doc + 1, maxDoc)) {
        int rank = walker.rankOf(doc);
        if (showsWhole(rank) && gate.passes(doc)) {
          int points = reader.texts(doc).points(text.text());
          if (points > 0) {
            noted.set(doc);
            hits.offer(doc, rank, points + added[rank]);
          }
        }
      }
    }

    private double mostByName() {
      int byName = text.lastIsPrefix() ? Points.NAME_CONTAINS : Points.WORD_PREFIX;
      double most = 0;
      for (int rank : segment.ranks) {
        if (showsWhole(rank)) {
          most = Math.max(most, search.weights[rank] * (added[rank] + byName));
        }
      }
      return most;
    }
  }
}
