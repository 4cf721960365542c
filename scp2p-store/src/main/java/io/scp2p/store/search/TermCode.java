package io.scp2p.store.search;

import java.util.List;

/**
 * What a word is worth in an item, as one small number that is stored as the frequency of the word.
 * It answers two questions without the text: how many points the item gets for a query that is this
 * word, and how many for a query that is the beginning of this word and of no other in between.
 *
 * <p>It holds: the class of the name (none, contains, word prefix, word equal, name equal); how
 * many tags equal the word (0 to 3), how many others begin with it (0 to 3), how many have it as
 * their first word (0 to 3); and, if the name does not contain the word, how many of its first
 * letters it does contain (0 to 31). An item that does not fit is marked {@link #READ_THE_TEXT}.
 */
final class TermCode {
  /** The frequency that says: compare with the text. */
  static final int READ_THE_TEXT = 4095;

  /** Beyond it no code is worked out, so that one hostile item cannot cost quadratic time. */
  static final int MAX_TEXT = 2_048;

  /** Longer words are cut in the index. */
  static final int MAX_WORD = 64;

  static final int CLASS_CONTAINS = 1;
  static final int CLASS_WORD_PREFIX = 2;

  private static final int[] CLASS_POINTS = {
    0, Points.NAME_CONTAINS, Points.WORD_PREFIX, Points.WORD_EQUAL, Points.NAME_EQUAL
  };
  private static final int NAMED = 256;
  private static final int MAX_KNOWN_PREFIX = 31;
  private static final int MAX_COUNT = 3;

  private TermCode() {}

  static int encode(String name, List<String> tags, String word) {
    int nameClass = classOf(Points.ofName(name, word));
    int equal = 0;
    int longer = 0;
    int first = 0;
    for (String tag : tags) {
      if (tag.startsWith(word)) {
        equal += tag.length() == word.length() ? 1 : 0;
        longer += tag.length() == word.length() ? 0 : 1;
        first += SearchText.endsWord(tag, word.length()) ? 1 : 0;
      }
    }
    if (equal > MAX_COUNT || longer > MAX_COUNT || first > MAX_COUNT) {
      return READ_THE_TEXT;
    }
    int tagPart = equal + 4 * (longer + 4 * first);
    if (nameClass > 0) {
      return 1 + (nameClass - 1) + 4 * tagPart;
    }
    int known = knownPrefix(name, word);
    return known > MAX_KNOWN_PREFIX ? READ_THE_TEXT : 1 + NAMED + tagPart + 64 * known;
  }

  private static int classOf(int points) {
    int nameClass = CLASS_POINTS.length - 1;
    while (CLASS_POINTS[nameClass] != points) {
      nameClass--;
    }
    return nameClass;
  }

  private static int knownPrefix(String name, String word) {
    int known = 0;
    while (known < word.length() && name.contains(word.substring(0, known + 1))) {
      known++;
    }
    return known;
  }

  /** Points for a query that is exactly the word. */
  static int exactPoints(int code) {
    int tags = tagPart(code);
    return CLASS_POINTS[nameClass(code)]
        + Points.TAG_EQUAL * (tags & 3)
        + Points.TAG_PREFIX * ((tags >> 2) & 3);
  }

  /** The class of the name for a query of this length that the word begins with. */
  static int prefixClass(int code, int queryLength) {
    int nameClass = nameClass(code);
    if (nameClass > 0) {
      return Math.min(nameClass, CLASS_WORD_PREFIX);
    }
    return ((code - 1 - NAMED) >> 6) >= queryLength ? CLASS_CONTAINS : 0;
  }

  /** How many tags begin with the word as their first: each begins with its beginning, too. */
  static int firstInTags(int code) {
    return tagPart(code) >> 4;
  }

  static int classPoints(int nameClass) {
    return CLASS_POINTS[nameClass];
  }

  private static int nameClass(int code) {
    return code > NAMED ? 0 : ((code - 1) & 3) + 1;
  }

  private static int tagPart(int code) {
    return code > NAMED ? (code - 1) & 63 : (code - 1) >> 2;
  }

  /** Whether its term may stand for several words, so that the text has to be read. */
  static boolean mayBeCut(String word) {
    return word.length() >= MAX_WORD - 1;
  }

  /** The word as the index holds it. */
  static String term(String word) {
    if (word.length() <= MAX_WORD) {
      return word;
    }
    // Half a character would not be text; a query as long as the cut never ends in one.
    return word.substring(
        0, Character.isHighSurrogate(word.charAt(MAX_WORD - 1)) ? MAX_WORD - 1 : MAX_WORD);
  }
}
