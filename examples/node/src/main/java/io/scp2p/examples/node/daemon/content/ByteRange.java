package io.scp2p.examples.node.daemon.content;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of something (RFC 9110 section 14). One range only: several at once are answered with the
 * whole, which section 14.2 allows.
 *
 * @param first byte
 * @param count of bytes; 0 if the range lies beyond the end
 */
record ByteRange(long first, long count) {
  private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /**
   * What a header asks for.
   *
   * @return the range, or nothing if the whole is to be sent
   */
  static Optional<ByteRange> of(@Nullable String header, long size) {
    if (header == null) {
      return Optional.empty();
    }
    Matcher matcher = FORM.matcher(header.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String from = matcher.group(1);
    String to = matcher.group(2);
    if (from.isEmpty()) {
      return to.isEmpty() ? Optional.empty() : Optional.of(last(Long.parseLong(to), size));
    }
    long first = Long.parseLong(from);
    long end = to.isEmpty() ? size : Math.min(size, Long.parseLong(to) + 1);
    if (!to.isEmpty() && Long.parseLong(to) < first) {
      return Optional.empty();
    }
    return Optional.of(new ByteRange(first, Math.max(0, end - first)));
  }

  private static ByteRange last(long count, long size) {
    long kept = Math.min(count, size);
    return new ByteRange(size - kept, kept);
  }

  boolean isSatisfiable() {
    return count > 0;
  }

  /** As {@code Content-Range} has it. */
  String header(long size) {
    return "bytes " + first + "-" + (first + count - 1) + "/" + size;
  }
}
