package io.scp2p.core.catalog;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A name that every usual file system takes for an ordinary file. What Windows forbids or treats as
 * a device, and what would deceive a reader, becomes an underscore; the rest is kept, letters of
 * all scripts included.
 */
final class PortableName {
  /**
   * Bytes in UTF-8. File systems allow 255; the difference is for what a writer puts around the
   * name of a file that is not complete yet.
   */
  static final int MAX_BYTES = 200;

  /** What follows the last dot survives shortening if it is no longer than this, dot included. */
  static final int MAX_EXTENSION_CHARS = 16;

  private static final char SUBSTITUTE = '_';
  private static final String FORBIDDEN = "<>:\"/\\|?*";

  /** Names of devices, with any extension; the superscripts count as digits for Windows. */
  private static final Pattern DEVICE =
      Pattern.compile(
          "(con|prn|aux|nul|conin\\$|conout\\$|(com|lpt)[0-9\u00b9\u00b2\u00b3]) *(\\..*)?",
          Pattern.DOTALL);

  private PortableName() {}

  static String of(String untrusted) {
    StringBuilder portable = new StringBuilder();
    untrusted.codePoints().forEach(c -> portable.appendCodePoint(isPlain(c) ? c : SUBSTITUTE));
    String name = trimmed(portable.toString());
    // Twice: the mark takes room, and cutting "con   (…).txt" down would make a device of it.
    String marked = noDevice(shortened(noDevice(name)));
    return marked.isEmpty() ? TargetPath.UNNAMED : marked;
  }

  private static String noDevice(String name) {
    return DEVICE.matcher(name.toLowerCase(Locale.ROOT)).matches() ? SUBSTITUTE + name : name;
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.FORMAT -> joinsLetters(c);
      default -> FORBIDDEN.indexOf(c) < 0;
    };
  }

  /** Of the invisible characters only those that scripts and emoji need; not those that reorder. */
  private static boolean joinsLetters(int c) {
    return c == 0x200c || c == 0x200d || (c >= 0xe0020 && c <= 0xe007f);
  }

  /** Windows drops dots and spaces at the end, which would turn {@code ".. "} into a parent. */
  private static String trimmed(String name) {
    int end = name.length();
    while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) == ' ')) {
      end--;
    }
    return name.substring(0, end);
  }

  private static String shortened(String name) {
    if (bytes(name) <= MAX_BYTES) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    boolean hasExtension = dot >= 0 && name.length() - dot <= MAX_EXTENSION_CHARS;
    String extension = hasExtension ? name.substring(dot) : "";
    StringBuilder stem = new StringBuilder();
    int left = MAX_BYTES - bytes(extension);
    for (int at = 0; left > 0; at = name.offsetByCodePoints(at, 1)) {
      String letter = Character.toString(name.codePointAt(at));
      left -= bytes(letter);
      stem.append(left < 0 ? "" : letter);
    }
    return trimmed(stem.toString()) + extension;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
