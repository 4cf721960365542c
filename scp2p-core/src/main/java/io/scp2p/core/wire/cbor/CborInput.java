package io.scp2p.core.wire.cbor;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.Utf8;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The lexical half of reading: heads, strings, skipping, nesting. What an item may be used for is
 * up to {@link CborReader}.
 */
final class CborInput {
  static final int UNSIGNED = 0;
  static final int NEGATIVE = 1;
  static final int BYTE_STRING = 2;
  static final int TEXT = 3;
  static final int ARRAY = 4;
  static final int MAP = 5;
  static final int TAG = 6;
  static final int SIMPLE = 7;

  static final int FALSE = 20;
  static final int TRUE = 21;
  static final int NULL = 22;
  static final int UNDEFINED = 23;

  private static final int BREAK = 0xff;
  private static final int ONE_BYTE_ARGUMENT = 24;
  private static final int EIGHT_BYTE_ARGUMENT = 27;
  private static final int INDEFINITE = 31;

  private final byte[] array;
  private final int start;
  private final int end;
  private int position;
  private int depth;

  // The head read last.
  private int major;
  private int info;
  private long argument;

  CborInput(ByteBuffer window) {
    this.array = window.array();
    this.start = window.arrayOffset() + window.position();
    this.end = start + window.remaining();
    this.position = start;
  }

  /** Where the reader stands, counted from the start of its input. */
  int offset() {
    return position - start;
  }

  int remaining() {
    return end - position;
  }

  void rewind(int offset) {
    position = start + offset;
  }

  Bytes window(int fromOffset, int toOffset) {
    return Bytes.wrap(array, start + fromOffset, toOffset - fromOffset);
  }

  /** Reads the head of an item; its parts are then in the accessors below. */
  void head() throws WireException {
    int initial = octet();
    major = initial >>> 5;
    info = initial & 0x1f;
    if (info < ONE_BYTE_ARGUMENT) {
      argument = info;
    } else if (info <= EIGHT_BYTE_ARGUMENT) {
      argument = unsignedTail(1 << (info - ONE_BYTE_ARGUMENT));
    } else if (info == INDEFINITE && major >= BYTE_STRING && major <= MAP) {
      argument = 0;
    } else {
      throw at(Reason.MALFORMED, "not a CBOR item", offset() - 1);
    }
  }

  /**
   * Reads a head, skipping tags: typed fields ignore them (section 2.4). Each counts as one more
   * level of nesting, as it does for the reference.
   */
  void untaggedHead() throws WireException {
    head();
    for (int levels = depth; major == TAG; levels++) {
      if (levels == WireLimits.MAX_NESTING) {
        throw tooDeep();
      }
      head();
    }
  }

  int major() {
    return major;
  }

  boolean indefinite() {
    return info == INDEFINITE;
  }

  long argument() {
    return argument;
  }

  /** True if the last head is the given simple value in its one-byte form. */
  boolean isSimple(int value) {
    return major == SIMPLE && info == value;
  }

  /**
   * The count or length of the last head as an int. Each element needs {@code bytesEach} bytes at
   * least, so a count the input cannot hold is refused before anything is allocated for it.
   */
  int count(int bytesEach) throws WireException {
    if (Long.compareUnsigned(argument, remaining() / bytesEach) > 0) {
      throw at(Reason.TRUNCATED, "input ends inside an item");
    }
    return (int) argument;
  }

  boolean atBreak() throws WireException {
    if (position == end) {
      throw at(Reason.TRUNCATED, "input ends inside an item");
    }
    if ((array[position] & 0xff) != BREAK) {
      return false;
    }
    position++;
    return true;
  }

  /** Consumes a null or undefined; false, and nothing consumed, if something else follows. */
  boolean absent() {
    if (position == end) {
      return false;
    }
    int initial = array[position] & 0xff;
    if (initial != ((SIMPLE << 5) | NULL) && initial != ((SIMPLE << 5) | UNDEFINED)) {
      return false;
    }
    position++;
    return true;
  }

  /**
   * Array elements of a byte vector: unsigned integers below 256, mostly of one or two bytes. Half
   * a million of them make up a full list of chunk hashes, hence the local copies.
   */
  void octetElements(byte[] target, int from, int count) throws WireException {
    byte[] source = array;
    int at = position;
    for (int i = from; i < from + count; i++) {
      int initial = at < end ? source[at] & 0xff : BREAK;
      if (initial < ONE_BYTE_ARGUMENT) {
        target[i] = (byte) initial;
        at++;
      } else if (initial == ONE_BYTE_ARGUMENT && at + 1 < end) {
        target[i] = source[at + 1];
        at += 2;
      } else {
        position = at;
        target[i] = (byte) unsigned(UnsignedRange.MAX_U8);
        at = position;
      }
    }
    position = at;
  }

  /** An unsigned integer of at most {@code max}, which is not negative. */
  long unsigned(long max) throws WireException {
    int at = offset();
    long value = unsigned();
    if (value < 0 || value > max) {
      throw at(Reason.OUT_OF_RANGE, "number above " + max, at);
    }
    return value;
  }

  /** An unsigned integer of 64 bits. */
  long unsigned() throws WireException {
    int at = offset();
    untaggedHead();
    if (major == NEGATIVE) {
      throw at(Reason.OUT_OF_RANGE, "negative number", at);
    }
    if (major != UNSIGNED) {
      throw at(Reason.WRONG_TYPE, "expected an unsigned integer", at);
    }
    return argument;
  }

  /** The content of the string whose head was read last; a window where that is possible. */
  Bytes stringContent() throws WireException {
    return indefinite() ? joinedChunks() : definiteContent();
  }

  private Bytes definiteContent() throws WireException {
    int length = count(1);
    position += length;
    return Bytes.wrap(array, position - length, length);
  }

  private Bytes joinedChunks() throws WireException {
    int outer = major;
    byte[] joined = new byte[0];
    int size = 0;
    while (!atBreak()) {
      int length = passChunk(outer);
      if (joined.length - size < length) {
        joined = Arrays.copyOf(joined, Math.max(2 * joined.length, size + length));
      }
      System.arraycopy(array, position - length, joined, size, length);
      size += length;
    }
    return Bytes.wrap(joined, 0, size);
  }

  /** Passes over one chunk of a string of indefinite length; answers how long it was. */
  private int passChunk(int outer) throws WireException {
    int at = offset();
    head();
    if (major != outer || indefinite()) {
      throw at(Reason.MALFORMED, "chunk of another kind", at);
    }
    return passContent(at);
  }

  /** Passes over the content of a string of definite length; answers how long it was. */
  private int passContent(int at) throws WireException {
    int length = count(1);
    position += length;
    if (major == TEXT && !Utf8.isValid(array, position - length, position)) {
      throw notUtf8(at);
    }
    return length;
  }

  /** Decodes UTF-8 strictly: what is not valid is refused, not replaced. */
  String utf8(Bytes content, int at) throws WireException {
    String text = content.utf8();
    if (text == null) {
      throw notUtf8(at);
    }
    return text;
  }

  WireException notUtf8(int at) {
    return at(Reason.BAD_TEXT, "text is not UTF-8", at);
  }

  /** Passes over one item of any kind, which must be well-formed all the same. */
  void skip() throws WireException {
    int at = offset();
    untaggedHead();
    switch (major) {
      case UNSIGNED, NEGATIVE -> {}
      case BYTE_STRING, TEXT -> skipString(at);
      case ARRAY -> skipElements(1);
      case MAP -> skipElements(2);
      default -> {
        boolean isFloat = info > ONE_BYTE_ARGUMENT;
        if (!isFloat && (info < FALSE || info > UNDEFINED)) {
          // The reference refuses these even inside unknown fields (section 2.4).
          throw at(Reason.MALFORMED, "unassigned simple value", at);
        }
      }
    }
  }

  /** Makes no object: a value full of unknown little texts is tried as five kinds of record. */
  private void skipString(int at) throws WireException {
    if (!indefinite()) {
      passContent(at);
      return;
    }
    int outer = major;
    while (!atBreak()) {
      passChunk(outer);
    }
  }

  private void skipElements(int itemsEach) throws WireException {
    enter();
    if (indefinite()) {
      while (!atBreak()) {
        for (int i = 0; i < itemsEach; i++) {
          skip();
        }
      }
    } else {
      for (int left = count(itemsEach); left > 0; left--) {
        for (int i = 0; i < itemsEach; i++) {
          skip();
        }
      }
    }
    leave();
  }

  void enter() throws WireException {
    if (++depth > WireLimits.MAX_NESTING) {
      throw tooDeep();
    }
  }

  private WireException tooDeep() {
    return at(Reason.TOO_DEEP, "nested deeper than " + WireLimits.MAX_NESTING);
  }

  void leave() {
    depth--;
  }

  WireException at(Reason reason, String text) {
    return at(reason, text, offset());
  }

  WireException at(Reason reason, String text, int offset) {
    return new WireException(reason, text, offset);
  }

  private int octet() throws WireException {
    if (position == end) {
      throw at(Reason.TRUNCATED, "input ends inside an item");
    }
    return array[position++] & 0xff;
  }

  private long unsignedTail(int count) throws WireException {
    if (remaining() < count) {
      throw at(Reason.TRUNCATED, "input ends inside an item");
    }
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = (value << 8) | (array[position++] & 0xff);
    }
    return value;
  }
}
