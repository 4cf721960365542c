package io.scp2p.store.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A piece of text around a match (specification section 13.2): of title, description and name, the
 * first that contains a word of the query, with 48 bytes on either side. Cut between characters,
 * and inwards, so that it never is longer.
 */
final class Snippet {
  static final int SIDE_BYTES = 48;
  static final String CUT = "...";

  private Snippet() {}

  static String of(
      @Nullable String title, @Nullable String description, String name, List<String> words) {
    List<String> texts = new ArrayList<>();
    if (title != null) {
      texts.add(title);
    }
    if (description != null) {
      texts.add(description);
    }
    texts.add(name);
    for (String text : texts) {
      String normal = SearchText.normalise(text);
      for (String word : words) {
        int at = normal.indexOf(word);
        if (at >= 0) {
          return around(shown(text, normal), at, at + word.length());
        }
      }
    }
    return around(name, 0, 0); // It matched through a tag, or a word spelt differently.
  }

  /** The text as it was written, if places in it are the same as in the normalised one. */
  private static String shown(String text, String normal) {
    return text.toLowerCase(Locale.ROOT).equals(normal) && text.length() == normal.length()
        ? text
        : normal;
  }

  private static String around(String text, int matchStart, int matchEnd) {
    int start = matchStart;
    for (int left = SIDE_BYTES; start > 0; ) {
      int codePoint = text.codePointBefore(start);
      left -= bytes(codePoint);
      if (left < 0) {
        break;
      }
      start -= Character.charCount(codePoint);
    }
    int end = matchEnd;
    for (int left = SIDE_BYTES; end < text.length(); ) {
      int codePoint = text.codePointAt(end);
      left -= bytes(codePoint);
      if (left < 0) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return (start > 0 ? CUT : "") + text.substring(start, end) + (end < text.length() ? CUT : "");
  }

  private static int bytes(int codePoint) {
    return Character.toString(codePoint).getBytes(UTF_8).length;
  }
}
