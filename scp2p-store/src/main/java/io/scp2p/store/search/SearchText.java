package io.scp2p.store.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Text as the index compares it: specification section 13.1, and nothing beyond it. */
final class SearchText {
  private static final char REPLACEMENT = '\ufffd';

  private SearchText() {}

  /** NFKC, then lower case. What is not valid UTF-16 is replaced, as UTF-8 could not hold it. */
  static String normalise(String text) {
    if (isPlain(text)) {
      return text;
    }
    String composed = Normalizer.normalize(text, Normalizer.Form.NFKC);
    return withoutLoneSurrogates(composed.toLowerCase(Locale.ROOT));
  }

  /** ASCII without capitals is its own normal form. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return true;
  }

  private static String withoutLoneSurrogates(String text) {
    StringBuilder repaired = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else {
        repaired = repaired == null ? new StringBuilder(text) : repaired;
        repaired.setCharAt(i, REPLACEMENT);
      }
    }
    return repaired == null ? text : repaired.toString();
  }

  /** Normalised, without white space around it. */
  static String trimmed(String text) {
    String normal = normalise(text);
    int start = 0;
    int end = normal.length();
    while (start < end && isSpace(normal.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(normal.charAt(end - 1))) {
      end--;
    }
    return normal.substring(start, end);
  }

  /** The Unicode property White_Space; all of it lies in the basic plane. */
  static boolean isSpace(int c) {
    return c == ' '
        || (c >= 0x09 && c <= 0x0d)
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  /** Alphabetic, or a number of any kind. */
  static boolean isWordPart(int codePoint) {
    if (codePoint < 0x80) {
      return (codePoint >= 'a' && codePoint <= 'z')
          || (codePoint >= '0' && codePoint <= '9')
          || (codePoint >= 'A' && codePoint <= 'Z');
    }
    if (Character.isAlphabetic(codePoint)) {
      return true;
    }
    int type = Character.getType(codePoint);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  /** The maximal runs of alphanumeric characters of a normalised text, in order. */
  static List<String> tokens(String normal) {
    List<String> tokens = new ArrayList<>();
    int start = -1;
    int i = 0;
    while (i < normal.length()) {
      int codePoint = normal.codePointAt(i);
      if (isWordPart(codePoint)) {
        start = start < 0 ? i : start;
      } else if (start >= 0) {
        tokens.add(normal.substring(start, i));
        start = -1;
      }
      i += Character.charCount(codePoint);
    }
    if (start >= 0) {
      tokens.add(normal.substring(start));
    }
    return tokens;
  }

  /** Whether a token of the text is this word, or begins with it. */
  static boolean hasToken(String normal, String word, boolean asPrefix) {
    for (int at = normal.indexOf(word); at >= 0; at = normal.indexOf(word, at + 1)) {
      int end = at + word.length();
      boolean starts = at == 0 || !isWordPart(normal.codePointBefore(at));
      if (starts && (asPrefix || endsWord(normal, end))) {
        return true;
      }
    }
    return false;
  }

  static boolean endsWord(String normal, int end) {
    return end == normal.length() || !isWordPart(normal.codePointAt(end));
  }
}
