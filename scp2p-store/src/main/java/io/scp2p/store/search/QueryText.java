package io.scp2p.store.search;

import io.scp2p.api.search.MatchMode;
import io.scp2p.api.search.SearchQuery;
import java.util.List;

/**
 * The words of a query.
 *
 * @param text the whole query, normalised and trimmed; a phrase or fuzzy query has single blanks
 * @param words its tokens
 * @param lastIsPrefix whether words that only begin with the last one count: somebody may still be
 *     typing it. A blank or sign behind it ends it.
 */
record QueryText(String text, List<String> words, boolean lastIsPrefix) {
  static QueryText of(SearchQuery query) {
    String normal = SearchText.normalise(query.text());
    List<String> words = List.copyOf(SearchText.tokens(normal));
    if (query.mode() != MatchMode.STANDARD) {
      return new QueryText(String.join(" ", words), words, false);
    }
    boolean typing =
        !normal.isEmpty() && SearchText.isWordPart(normal.codePointBefore(normal.length()));
    return new QueryText(SearchText.trimmed(query.text()), words, typing);
  }

  /** Whether the stored codes answer it: one word and nothing else. */
  boolean isOneWord() {
    return words.size() == 1 && words.get(0).equals(text) && !TermCode.mayBeCut(text);
  }

  boolean isPrefix(int word) {
    return lastIsPrefix && word == words.size() - 1;
  }

  /** Whether title or description make all items of an edition candidates. */
  boolean isIn(Edition edition) {
    for (int i = 0; i < words.size(); i++) {
      if (edition.hasToken(words.get(i), isPrefix(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether name or tags make an item a candidate. */
  boolean isIn(ItemRecord.Texts texts) {
    for (int i = 0; i < words.size(); i++) {
      if (texts.hasToken(words.get(i), isPrefix(i))) {
        return true;
      }
    }
    return false;
  }
}
