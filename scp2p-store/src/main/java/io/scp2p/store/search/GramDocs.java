package io.scp2p.store.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;

/**
 * Documents that may contain a text: those that contain its rarest groups of three letters. Whoever
 * uses it has to compare the text itself.
 */
final class GramDocs {
  /** More groups cost more than they exclude. */
  private static final int MAX_GROUPS = 4;

  /** Of a long text, so many groups are looked up to choose from. */
  private static final int MAX_LOOKED_UP = 32;

  private GramDocs() {}

  /** Adds the documents whose name may contain the text. */
  static void addNamesWith(Segment segment, String text, FixedBitSet found) throws IOException {
    TermsEnum terms = segment.terms(Fields.GRAM);
    if (terms == null) {
      return;
    }
    if (text.length() < GramStream.LENGTH) {
      addPrefix(terms, new BytesRef(text), found);
      return;
    }
    Set<String> grams = new LinkedHashSet<>();
    int last = text.length() - GramStream.LENGTH;
    int step = 1 + last / MAX_LOOKED_UP;
    for (int at = 0; at <= last; at += step) {
      grams.add(text.substring(at, at + GramStream.LENGTH));
    }
    addAll(postings(terms, grams), found);
  }

  /** Adds the documents that have a tag which begins with the text. */
  static void addTagsWith(Segment segment, String text, FixedBitSet found) throws IOException {
    TermsEnum tags = segment.terms(Fields.TAG);
    if (tags != null) {
      addPrefix(tags, ItemDocument.term(text), found);
    }
  }

  /** The postings of all terms, rarest first; empty if one has none. */
  static List<PostingsEnum> postings(TermsEnum terms, Set<String> all) throws IOException {
    List<PostingsEnum> postings = new ArrayList<>();
    for (String gram : all) {
      if (!terms.seekExact(new BytesRef(gram))) {
        return List.of();
      }
      postings.add(terms.postings(null, PostingsEnum.NONE));
    }
    postings.sort(Comparator.comparingLong(PostingsEnum::cost));
    return postings.subList(0, Math.min(MAX_GROUPS, postings.size()));
  }

  /** Adds the documents that are in all of these. */
  static void addAll(List<PostingsEnum> postings, FixedBitSet found) throws IOException {
    if (postings.isEmpty()) {
      return;
    }
    PostingsEnum lead = postings.get(0);
    int doc = lead.nextDoc();
    while (doc != DocIdSetIterator.NO_MORE_DOCS) {
      int next = doc;
      for (int i = 1; i < postings.size() && next == doc; i++) {
        PostingsEnum other = postings.get(i);
        next = other.docID() < doc ? other.advance(doc) : other.docID();
      }
      if (next == doc) {
        found.set(doc);
        doc = lead.nextDoc();
      } else {
        doc = next == DocIdSetIterator.NO_MORE_DOCS ? next : lead.advance(next);
      }
    }
  }

  /** Adds the documents of all terms that begin so. */
  static void addPrefix(TermsEnum terms, BytesRef prefix, FixedBitSet found) throws IOException {
    if (terms.seekCeil(prefix) == TermsEnum.SeekStatus.END) {
      return;
    }
    PostingsEnum postings = null;
    for (BytesRef term = terms.term();
        term != null && StringHelper.startsWith(term, prefix);
        term = terms.next()) {
      postings = terms.postings(postings, PostingsEnum.NONE);
      found.or(postings);
    }
  }
}
