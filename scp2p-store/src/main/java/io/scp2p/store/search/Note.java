package io.scp2p.store.search;

import java.util.concurrent.ConcurrentHashMap;

/**
 * What the words found so far say about a document, for a query of one word. Bits 0 to 2: class of
 * the name; bit 3: the word itself is there, so this is final; bit 4: only the text can tell; from
 * bit 8: points if final, otherwise tags that begin with the word.
 */
final class Note {
  private static final int CLASS = 7;
  private static final int FINAL = 8;

  /** Only the text can tell. */
  static final int UNKNOWN = 16;

  private static final int SHIFT = 8;

  /** No code is above; a frequency is never zero. */
  private static final int CODES = TermCode.READ_THE_TEXT + 1;

  private static final int[] EXACT = table(true, 0);
  private static final ConcurrentHashMap<Integer, int[]> PREFIX = new ConcurrentHashMap<>();

  private Note() {}

  /** The notes of all codes for a query that is the word. Not to be changed. */
  static int[] exact() {
    return EXACT;
  }

  /** The notes of all codes for a query that the word begins with. Not to be changed. */
  static int[] prefix(int queryLength) {
    // Longer queries read the text, so there are few tables.
    return PREFIX.computeIfAbsent(queryLength, length -> table(false, length));
  }

  private static int[] table(boolean exact, int queryLength) {
    int[] notes = new int[CODES];
    for (int code = 1; code < CODES; code++) {
      notes[code] = of(code, exact, queryLength);
    }
    return notes;
  }

  private static int of(int code, boolean exact, int queryLength) {
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

  /** The note of a document whose text was read. */
  static int known(int points) {
    return FINAL | points << SHIFT;
  }

  /** Whether it adds nothing, alone or with others. */
  static boolean isNothing(int note) {
    return (note & ~FINAL) == 0;
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
