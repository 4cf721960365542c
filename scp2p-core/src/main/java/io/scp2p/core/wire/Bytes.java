package io.scp2p.core.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable run of bytes, compared by content. It may be a window into a bigger array, such as a
 * received frame, so that a 256 KiB chunk is not copied on its way through the codec; whoever keeps
 * such a value for long calls {@link #detached()}, or a few bytes keep a whole frame alive.
 */
public final class Bytes {
  /** No bytes at all. */
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int size;

  private Bytes(byte[] array, int offset, int size) {
    this.array = array;
    this.offset = offset;
    this.size = size;
  }

  /** Wraps without copying: the caller gives the array away and must not write to it again. */
  public static Bytes wrap(byte[] array) {
    return new Bytes(array, 0, array.length);
  }

  /** Wraps a part without copying: the caller must not write to that part again. */
  public static Bytes wrap(byte[] array, int offset, int size) {
    Objects.checkFromIndexSize(offset, size, array.length);
    return new Bytes(array, offset, size);
  }

  /**
   * Wraps what lies between position and limit, without copying if {@code buffer} is backed by an
   * accessible array; the caller must not write to it again. The position stays where it is.
   */
  public static Bytes wrap(ByteBuffer buffer) {
    if (buffer.hasArray()) {
      int start = buffer.arrayOffset() + buffer.position();
      return new Bytes(buffer.array(), start, buffer.remaining());
    }
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return wrap(copy);
  }

  /** Copies {@code array}. */
  public static Bytes copyOf(byte[] array) {
    return wrap(array.clone());
  }

  /** Reads hexadecimal digits of either case. */
  public static Bytes parse(String hex) {
    return wrap(HexFormat.of().parseHex(hex));
  }

  /** How many bytes there are. */
  public int size() {
    return size;
  }

  /** True if there are none. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** The byte at {@code index}, counted from 0. */
  public byte get(int index) {
    return array[offset + Objects.checkIndex(index, size)];
  }

  /** A window on {@code count} bytes from {@code from}; shares memory with this one. */
  public Bytes slice(int from, int count) {
    Objects.checkFromIndexSize(from, count, size);
    return new Bytes(array, offset + from, count);
  }

  /** The same bytes in an array of their own size, so that nothing bigger is kept alive. */
  public Bytes detached() {
    return size == array.length ? this : wrap(toArray());
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + size);
  }

  /** Copies all bytes into {@code target} from {@code at}. */
  public void copyTo(byte[] target, int at) {
    System.arraycopy(array, offset, target, at, size);
  }

  /**
   * A fresh buffer over the same memory, backed by an array so that hashing and ciphers can work on
   * it in place. Reading it is free of copies; writing to it breaks the promise of this class.
   */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(array, offset, size).slice();
  }

  /** True if the bytes are valid UTF-8. */
  public boolean isUtf8() {
    return Utf8.isValid(array, offset, offset + size);
  }

  /** The bytes as text, or null if they are not valid UTF-8: nothing is ever replaced. */
  public @Nullable String utf8() {
    return isUtf8() ? new String(array, offset, size, StandardCharsets.UTF_8) : null;
  }

  /** The bytes as lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(array, offset, offset + size);
  }

  /**
   * Returns this value if it has exactly {@code expected} bytes.
   *
   * @throws IllegalArgumentException if it has not, naming {@code what}
   */
  public Bytes requireSize(int expected, String what) {
    if (size != expected) {
      throw new IllegalArgumentException(what + " has " + expected + " bytes, not " + size);
    }
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, offset, offset + size, that.array, that.offset, that.offset + that.size);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + size; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /** Only the size: the bytes may be content, a proof or a secret. */
  @Override
  public String toString() {
    return "Bytes[" + size + "]";
  }
}
