package io.scp2p.store.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Appends values to bytes that only this index reads. */
final class ByteWriter {
  private byte[] buffer;
  private int length;

  ByteWriter(int expected) {
    buffer = new byte[expected];
  }

  void clear() {
    length = 0;
  }

  /** Seven bits a byte; a negative number takes ten bytes. */
  void number(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
  }

  void bytes(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, buffer, length, value.length);
    length += value.length;
  }

  void text(String value) {
    byte[] encoded = value.getBytes(UTF_8);
    number(encoded.length);
    bytes(encoded);
  }

  /** One more than the length, so that 0 is left for null. */
  void optional(@Nullable String value) {
    if (value == null) {
      number(0);
      return;
    }
    byte[] encoded = value.getBytes(UTF_8);
    number(encoded.length + 1L);
    bytes(encoded);
  }

  private void reserve(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(length + more, buffer.length * 2));
    }
  }

  byte[] toBytes() {
    return Arrays.copyOf(buffer, length);
  }
}
