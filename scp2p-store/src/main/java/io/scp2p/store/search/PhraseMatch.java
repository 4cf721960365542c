package io.scp2p.store.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.FixedBitSet;

/**
 * Words side by side, whatever stands between them. Points as in section 13.2, compared word by
 * word: a name that is the phrase gets 100, one that contains it 85; each tag 30 or 20; title 12;
 * description 8.
 */
final class PhraseMatch {
  private final Search search;
  private final List<String> words;

  PhraseMatch(Search search) {
    this.search = search;
    words = search.text.words();
  }

  void run() throws IOException {
    List<Edition> editions = search.snapshot.editions;
    int[] added = new int[editions.size()];
    for (int rank = 0; rank < added.length; rank++) {
      if (search.shows(rank)) {
        added[rank] = points(editions.get(rank));
      }
    }
    for (Segment segment : search.snapshot.segments) {
      search.scratch.prepare(segment.maxDoc());
      search.hits.enter(segment);
      addWithWords(segment);
      addAll(segment, added);
    }
  }

  private int points(Edition edition) {
    return (isIn(edition.titleWords()) ? Points.TITLE : 0)
        + (isIn(edition.descriptionWords()) ? Points.DESCRIPTION : 0);
  }

  private boolean isIn(List<String> text) {
    return Collections.indexOfSubList(text, words) >= 0;
  }

  private void addWithWords(Segment segment) throws IOException {
    TermsEnum terms = segment.terms(Fields.WORD);
    TermsEnum grams = segment.terms(Fields.GRAM);
    if (terms == null || grams == null) {
      return;
    }
    Set<String> seams = new LinkedHashSet<>();
    for (int i = 1; i < words.size(); i++) {
      seams.add(GramStream.seam(words.get(i - 1), words.get(i)));
    }
    Set<String> wanted = words.stream().map(TermCode::term).collect(Collectors.toSet());
    List<PostingsEnum> ofWords = GramDocs.postings(terms, wanted);
    List<PostingsEnum> ofSeams = GramDocs.postings(grams, seams);
    if (!ofWords.isEmpty() && !ofSeams.isEmpty()) {
      List<PostingsEnum> all = new ArrayList<>(ofSeams);
      all.addAll(ofWords);
      GramDocs.addAll(all, search.scratch.found);
    }
  }

  private void addAll(Segment segment, int[] added) throws IOException {
    Gate gate = new Gate(segment, search.query, search.scope);
    Search.TextReader reader = new Search.TextReader(segment);
    FixedBitSet found = search.scratch.found;
    for (int run = 0; run < segment.runs.count(); run++) {
      int rank = segment.rankOfRun(run);
      if (!search.shows(rank)) {
        continue;
      }
      int end = segment.runs.starts[run + 1];
      int doc = segment.runs.starts[run];
      doc = added[rank] > 0 ? doc : StandardMatch.next(found, doc, end);
      while (doc < end) {
        if (gate.passes(doc)) {
          int points = added[rank] + (found.get(doc) ? points(reader.texts(doc)) : 0);
          if (points > 0) {
            search.hits.add(doc, rank, points);
          }
        }
        doc = added[rank] > 0 ? doc + 1 : StandardMatch.next(found, doc + 1, end);
      }
    }
  }

  private int points(ItemRecord.Texts texts) {
    int sum = points(texts.name(), Points.NAME_EQUAL, Points.WORD_EQUAL);
    for (String tag : texts.tags()) {
      sum += points(tag, Points.TAG_EQUAL, Points.TAG_PREFIX);
    }
    return sum;
  }

  private int points(String text, int equal, int contains) {
    List<String> all = SearchText.tokens(text);
    return all.equals(words) ? equal : isIn(all) ? contains : 0;
  }
}
