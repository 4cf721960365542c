package io.scp2p.core.catalog;

import io.scp2p.core.wire.record.ShareItem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where below a target directory a received item may be written. Whatever the publisher wrote, the
 * segments are plain names: none is empty, {@code .}, {@code ..}, absolute or a device, so that
 * resolving them one after the other never leaves the directory, on no file system ("receivers must
 * sanitise paths themselves", specification section 9.1).
 *
 * <p>Two items may end up with the same path, also through letters of another case; the writer
 * takes care of that.
 *
 * @param segments at least one; the last is the name of the file
 */
public record TargetPath(List<String> segments) {
  /** Directories deeper than this are dropped from the front, so that the name survives. */
  public static final int MAX_SEGMENTS = 64;

  /** What a file is called that has no usable name. */
  public static final String UNNAMED = "unnamed";

  private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");

  /** Copies the list. */
  public TargetPath {
    segments = List.copyOf(segments);
    if (segments.isEmpty()) {
      throw new IllegalArgumentException("a target path has a name");
    }
  }

  /** Where to write an item: by its path if it has one, else by its name. */
  public static TargetPath of(ShareItem item) {
    String path = item.path();
    return path == null ? ofName(item.name()) : ofPath(path);
  }

  /** A relative path out of any text; both kinds of slash separate. */
  public static TargetPath ofPath(String untrusted) {
    List<String> segments = new ArrayList<>();
    for (String segment : SEPARATOR.split(untrusted, -1)) {
      if (!segment.isEmpty() && !segment.equals(".") && !segment.equals("..")) {
        segments.add(PortableName.of(segment));
      }
    }
    if (segments.isEmpty()) {
      return new TargetPath(List.of(UNNAMED));
    }
    int surplus = Math.max(0, segments.size() - MAX_SEGMENTS);
    return new TargetPath(segments.subList(surplus, segments.size()));
  }

  /** A single name out of any text; slashes in it do not make directories. */
  public static TargetPath ofName(String untrusted) {
    return new TargetPath(List.of(PortableName.of(untrusted)));
  }

  /** The name of the file. */
  public String name() {
    return segments.get(segments.size() - 1);
  }

  /** Only the depth: names of files are private. */
  @Override
  public String toString() {
    return "TargetPath[" + segments.size() + " segments]";
  }
}
