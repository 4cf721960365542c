package io.scp2p.core.catalog;

import io.scp2p.core.catalog.BadItemPathException.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The path of an item as it is published (specification section 9.1). What is received goes through
 * {@link TargetPath} instead: a publisher may be anybody, and need not have used this class.
 *
 * @param text segments separated by {@code /}, none of them empty, {@code .} or {@code ..}
 */
public record ItemPath(String text) {
  /** Bytes of the path in UTF-8 (section 17.2). */
  public static final int MAX_BYTES = 1_024;

  private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

  /**
   * Normalises a path as it was found: backslashes become slashes, empty and {@code .} segments are
   * dropped.
   *
   * @throws BadItemPathException if it cannot be published
   */
  public static ItemPath normalise(String found) throws BadItemPathException {
    List<String> segments = new ArrayList<>();
    for (String segment : SEPARATOR.split(found, -1)) {
      if (segment.equals("..")) {
        throw new BadItemPathException(Fault.PARENT_SEGMENT);
      }
      if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    if (segments.isEmpty()) {
      throw new BadItemPathException(Fault.EMPTY);
    }
    if (DRIVE.matcher(segments.get(0)).matches()) {
      throw new BadItemPathException(Fault.DRIVE_LETTER);
    }
    return new ItemPath(requireEncodable(String.join("/", segments)));
  }

  private static String requireEncodable(String text) throws BadItemPathException {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new BadItemPathException(Fault.NOT_TEXT);
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new BadItemPathException(Fault.TOO_LONG);
    }
    return text;
  }

  /** The last segment: the name of the item. */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /** Only the length: names of files are private. */
  @Override
  public String toString() {
    return "ItemPath[" + text.length() + " characters]";
  }
}
