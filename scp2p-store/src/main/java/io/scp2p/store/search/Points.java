package io.scp2p.store.search;

import java.util.List;

/** The table of specification section 13.2, on normalised text. */
final class Points {
  static final int NAME_EQUAL = 100;
  static final int WORD_EQUAL = 85;
  static final int WORD_PREFIX = 65;
  static final int NAME_CONTAINS = 45;
  static final int TAG_EQUAL = 30;
  static final int TAG_PREFIX = 20;
  static final int TITLE = 12;
  static final int DESCRIPTION = 8;

  private Points() {}

  /** What an item is worth by itself, without its share. */
  static int ofItem(String name, List<String> tags, String query) {
    int sum = ofName(name, query);
    for (String tag : tags) {
      sum += ofTag(tag, query);
    }
    return sum;
  }

  /** The first line of the table that applies. Each occurrence is looked at once. */
  static int ofName(String name, String query) {
    int best = 0;
    for (int at = name.indexOf(query); at >= 0; at = name.indexOf(query, at + 1)) {
      best = Math.max(best, NAME_CONTAINS);
      if (at == 0 || SearchText.isSpace(name.charAt(at - 1))) {
        best = Math.max(best, atWordStart(name, query, at));
      }
      if (best >= WORD_EQUAL) {
        return best;
      }
    }
    return best;
  }

  private static int atWordStart(String name, String query, int at) {
    int end = at + query.length();
    if (at == 0 && end == name.length()) {
      return NAME_EQUAL;
    }
    if (hasSpace(query)) {
      return NAME_CONTAINS; // No single word can begin with several.
    }
    boolean ends = end == name.length() || SearchText.isSpace(name.charAt(end));
    return ends ? WORD_EQUAL : WORD_PREFIX;
  }

  private static boolean hasSpace(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (SearchText.isSpace(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static int ofTag(String tag, String query) {
    if (!tag.startsWith(query)) {
      return 0;
    }
    return tag.length() == query.length() ? TAG_EQUAL : TAG_PREFIX;
  }
}
