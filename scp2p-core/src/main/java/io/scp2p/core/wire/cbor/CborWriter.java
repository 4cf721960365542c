package io.scp2p.core.wire.cbor;

import io.scp2p.api.id.FixedBytes;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes CBOR exactly as the reference does (specification section 2.3): definite lengths, shortest
 * integers, keys in the order they are given, no tags, no floats.
 *
 * <p>It does not check that a map really receives as many entries as announced; the vectors of
 * section 19 do that for every record.
 */
public final class CborWriter {
  private static final int UNSIGNED = 0;
  private static final int BYTE_STRING = 2;
  private static final int TEXT = 3;
  private static final int ARRAY = 4;
  private static final int MAP = 5;
  private static final int FALSE = 0xf4;
  private static final int TRUE = 0xf5;
  private static final int NULL = 0xf6;

  /** The longest head of an item: an initial byte and a 64-bit argument. */
  private static final int MAX_HEAD_BYTES = 9;

  private final IdForm form;
  private final int headroomBytes;
  private byte[] buffer;
  private int position;

  /** A writer in the reference's form, for signing and hashing. */
  public CborWriter() {
    this(IdForm.REFERENCE, Encodable.DEFAULT_SIZE_HINT_BYTES);
  }

  /** A writer with room for about {@code sizeHintBytes}. */
  public CborWriter(IdForm form, int sizeHintBytes) {
    this(form, sizeHintBytes, 0);
  }

  /**
   * A writer that keeps {@code headroomBytes} free in front, so that {@link #prefixed} can put a
   * frame and envelope head there without moving a 256 KiB payload.
   */
  public CborWriter(IdForm form, int sizeHintBytes, int headroomBytes) {
    this.form = form;
    this.headroomBytes = headroomBytes;
    this.buffer = new byte[headroomBytes + Math.max(sizeHintBytes, MAX_HEAD_BYTES)];
    this.position = headroomBytes;
  }

  /** Starts a map of {@code entries}; that many keys and values must follow. */
  public void map(int entries) {
    head(MAP, entries);
  }

  /** Starts an array of {@code elements}; that many items must follow. */
  public void array(int elements) {
    head(ARRAY, elements);
  }

  /** A text key. */
  public void key(String name) {
    text(name);
  }

  /** An integer key. */
  public void key(int number) {
    uint(number);
  }

  /** An unsigned integer; all 64 bits count. */
  public void uint(long unsigned) {
    head(UNSIGNED, unsigned);
  }

  /** An unsigned integer or null. */
  public void uintOrNull(@Nullable Long unsigned) {
    if (unsigned == null) {
      nil();
    } else {
      uint(unsigned);
    }
  }

  /** A truth value. */
  public void bool(boolean value) {
    octet(value ? TRUE : FALSE);
  }

  /** The null value. */
  public void nil() {
    octet(NULL);
  }

  /**
   * A text string.
   *
   * @throws IllegalArgumentException if it holds half a surrogate pair, which has no UTF-8 form and
   *     would silently become a question mark in something we sign
   */
  public void text(String value) {
    refuseLoneSurrogates(value);
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    head(TEXT, utf8.length);
    raw(utf8);
  }

  /** A text string or null. */
  public void textOrNull(@Nullable String value) {
    if (value == null) {
      nil();
    } else {
      text(value);
    }
  }

  /** A list of text strings. */
  public void texts(List<String> values) {
    array(values.size());
    values.forEach(this::text);
  }

  /** A byte string. */
  public void bytes(Bytes value) {
    head(BYTE_STRING, value.size());
    raw(value);
  }

  /** The head of a byte string whose {@code length} bytes follow by other means. */
  public void byteStringHead(int length) {
    head(BYTE_STRING, length);
  }

  /** A byte string or null. */
  public void bytesOrNull(@Nullable Bytes value) {
    if (value == null) {
      nil();
    } else {
      bytes(value);
    }
  }

  /** A byte string out of an identifier, as integer-keyed records want it. */
  public void bytes(FixedBytes value) {
    bytes(Bytes.wrap(value.bytes()));
  }

  /** An array with one unsigned integer per byte, whatever the form of identifiers. */
  public void ints(Bytes value) {
    int size = value.size();
    head(ARRAY, size);
    reserve(2 * size);
    for (int i = 0; i < size; i++) {
      int octet = value.get(i) & 0xff;
      if (octet > 23) {
        buffer[position++] = 0x18;
      }
      buffer[position++] = (byte) octet;
    }
  }

  /** Fixed-size bytes of the kind the reference calls {@code [u8; N]}, in this writer's form. */
  public void fixed(Bytes value) {
    if (form == IdForm.COMPACT) {
      bytes(value);
    } else {
      ints(value);
    }
  }

  /** An identifier or public key, in this writer's form. */
  public void id(FixedBytes value) {
    fixed(Bytes.wrap(value.bytes()));
  }

  /** An identifier or null. */
  public void idOrNull(@Nullable FixedBytes value) {
    if (value == null) {
      nil();
    } else {
      id(value);
    }
  }

  /** A list of identifiers. */
  public void ids(List<? extends FixedBytes> values) {
    array(values.size());
    values.forEach(this::id);
  }

  /** A list of records. */
  public void records(List<? extends Encodable> values) {
    array(values.size());
    values.forEach(value -> value.write(this));
  }

  /** Bytes that are already encoded. */
  public void raw(Bytes encoded) {
    reserve(encoded.size());
    encoded.copyTo(buffer, position);
    position += encoded.size();
  }

  /** How many bytes were written so far. */
  public int size() {
    return position - headroomBytes;
  }

  /** What was written, without a copy: the writer must not be used afterwards. */
  public Bytes toBytes() {
    return Bytes.wrap(buffer, headroomBytes, size());
  }

  /**
   * What was written with {@code prefix} directly before it, without copying what was written. The
   * writer must not be used afterwards.
   *
   * @throws IllegalArgumentException if {@code prefix} is longer than the headroom
   */
  public ByteBuffer prefixed(Bytes prefix) {
    int start = headroomBytes - prefix.size();
    if (start < 0) {
      throw new IllegalArgumentException("no room for a prefix of " + prefix.size() + " bytes");
    }
    prefix.copyTo(buffer, start);
    return ByteBuffer.wrap(buffer, start, position - start).slice();
  }

  private void raw(byte[] encoded) {
    reserve(encoded.length);
    System.arraycopy(encoded, 0, buffer, position, encoded.length);
    position += encoded.length;
  }

  private void head(int major, long argument) {
    reserve(MAX_HEAD_BYTES);
    int type = major << 5;
    if (argument >>> 32 != 0) {
      buffer[position++] = (byte) (type | 27);
      tail(argument, 8);
    } else if (argument >= 0x1_0000) {
      buffer[position++] = (byte) (type | 26);
      tail(argument, 4);
    } else if (argument >= 0x100) {
      buffer[position++] = (byte) (type | 25);
      tail(argument, 2);
    } else if (argument >= 24) {
      buffer[position++] = (byte) (type | 24);
      tail(argument, 1);
    } else {
      buffer[position++] = (byte) (type | (int) argument);
    }
  }

  private void tail(long argument, int count) {
    for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
      buffer[position++] = (byte) (argument >>> shift);
    }
  }

  private void octet(int value) {
    reserve(1);
    buffer[position++] = (byte) value;
  }

  private void reserve(int more) {
    int needed = Math.addExact(position, more);
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(needed, needed + needed / 2));
    }
  }

  private static void refuseLoneSurrogates(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new IllegalArgumentException("text holds half a surrogate pair");
      }
    }
  }
}
