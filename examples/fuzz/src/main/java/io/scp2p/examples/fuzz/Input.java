package io.scp2p.examples.fuzz;

import io.scp2p.core.wire.Bytes;
import java.util.Arrays;

/** Takes decisions out of bytes; when they are used up, everything is 0 and nothing is left. */
final class Input {
  private final byte[] bytes;
  private int at;

  Input(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean isEmpty() {
    return at >= bytes.length;
  }

  int remaining() {
    return bytes.length - at;
  }

  int u8() {
    return isEmpty() ? 0 : bytes[at++] & 0xff;
  }

  int u16() {
    return u8() << 8 | u8();
  }

  long u32() {
    return (long) u16() << 16 | u16();
  }

  long u64() {
    return u32() << 32 | u32();
  }

  boolean bool() {
    return (u8() & 1) != 0;
  }

  /** A number below {@code bound}. */
  int below(int bound) {
    return bound <= 256 ? u8() % bound : u16() % bound;
  }

  /** Up to {@code count} bytes. */
  byte[] take(int count) {
    int taken = Math.min(count, remaining());
    at += taken;
    return Arrays.copyOfRange(bytes, at - taken, at);
  }

  /** Exactly {@code count} bytes, filled up with zeros. */
  byte[] fixed(int count) {
    return Arrays.copyOf(take(count), count);
  }

  /** Bytes behind a length of 16 bits. */
  Bytes block() {
    return Bytes.wrap(take(u16()));
  }

  /** All that is left. */
  byte[] rest() {
    return take(remaining());
  }
}
