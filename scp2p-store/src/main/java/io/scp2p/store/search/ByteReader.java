package io.scp2p.store.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ByteWriter} wrote. */
final class ByteReader {
  private final byte[] buffer;
  private int at;

  ByteReader(BytesRef record) {
    buffer = record.bytes;
    at = record.offset;
  }

  long number() {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = buffer[at++];
      value |= (next & 0x7fL) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }

  byte[] bytes(int count) {
    at += count;
    return Arrays.copyOfRange(buffer, at - count, at);
  }

  String text() {
    return text((int) number());
  }

  private String text(int count) {
    at += count;
    return new String(buffer, at - count, count, UTF_8);
  }

  @Nullable String optional() {
    int marked = (int) number();
    return marked == 0 ? null : text(marked - 1);
  }
}
