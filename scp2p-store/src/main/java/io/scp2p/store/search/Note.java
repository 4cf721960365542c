package io.scp2p.store.search;

/**
 * What the words found so far say about a document, for a query of one word. Bits 0 to 2: class of
 * the name; bit 3: the word itself is there, so this is final; bit 4: only the text can tell; from
 * bit 8: points if final, otherwise tags that begin with the word.
 */
final class Note {
  private static final int CLASS = 7;
  private static final int FINAL = 8;
  private static final int UNKNOWN = 16;
  private static final int SHIFT = 8;

  private Note() {}

  static int of(int code, boolean exact, int queryLength) {
    if (code == TermCode.READ_THE_TEXT) {
      return UNKNOWN;
    }
    return exact
        ? FINAL | TermCode.exactPoints(code) << SHIFT
        : TermCode.prefixClass(code, queryLength) | TermCode.firstInTags(code) << SHIFT;
  }

  /** An item has at most {@link TermCode#MAX_TEXT} letters, so the count of tags has room. */
  static int merge(int known, int next) {
    if ((known & UNKNOWN) != 0 || (next & UNKNOWN) != 0) {
      return UNKNOWN;
    }
    if ((known & FINAL) != 0) {
      return known;
    }
    return Math.max(known & CLASS, next & CLASS) | ((known >> SHIFT) + (next >> SHIFT)) << SHIFT;
  }

  static boolean isUnknown(int note) {
    return (note & UNKNOWN) != 0;
  }

  static int points(int note) {
    int value = note >> SHIFT;
    return (note & FINAL) != 0
        ? value
        : TermCode.classPoints(note & CLASS) + Points.TAG_PREFIX * value;
  }
}
