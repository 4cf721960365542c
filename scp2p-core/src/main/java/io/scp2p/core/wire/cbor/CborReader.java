package io.scp2p.core.wire.cbor;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pulls values out of CBOR, tolerating what specification section 2.4 says and no more.
 *
 * <p>Each method reads one item where the reader stands. Tags in front of a typed value are
 * skipped, integers and lengths may be longer than necessary, strings and containers may have
 * indefinite length. A float is never taken for an integer.
 */
public final class CborReader {
  private final CborInput input;

  /** A reader at the start of {@code item}. */
  public CborReader(Bytes item) {
    this.input = new CborInput(item.buffer());
  }

  /** Reads the one item that {@code bytes} must be; anything after it is refused. */
  public static <T> T decode(Bytes bytes, ItemReader<T> item) throws WireException {
    CborReader in = new CborReader(bytes);
    T value = item.read(in);
    in.expectEnd();
    return value;
  }

  /** Refuses surplus bytes. */
  public void expectEnd() throws WireException {
    if (input.remaining() > 0) {
      throw input.at(Reason.TRAILING_BYTES, "surplus bytes after the item");
    }
  }

  /** Where the reader stands, counted from the start of its input. */
  public int offset() {
    return input.offset();
  }

  /** An unsigned integer of 64 bits (see {@link io.scp2p.core.wire.U64}). */
  public long u64() throws WireException {
    return input.unsigned();
  }

  /** An unsigned integer of 64 bits, or absent. */
  public @Nullable Long u64OrAbsent() throws WireException {
    return absent() ? null : Long.valueOf(u64());
  }

  /** An unsigned integer below 2^32. */
  public long u32() throws WireException {
    return input.unsigned(UnsignedRange.MAX_U32);
  }

  /** An unsigned integer below 2^16. */
  public int u16() throws WireException {
    return (int) input.unsigned(UnsignedRange.MAX_U16);
  }

  /** An unsigned integer below 2^8. */
  public int u8() throws WireException {
    return (int) input.unsigned(UnsignedRange.MAX_U8);
  }

  /** A truth value. */
  public boolean bool() throws WireException {
    int at = offset();
    input.untaggedHead();
    if (input.isSimple(CborInput.TRUE)) {
      return true;
    }
    if (!input.isSimple(CborInput.FALSE)) {
      throw input.at(Reason.WRONG_TYPE, "expected a truth value", at);
    }
    return false;
  }

  /** A text string. */
  public String text() throws WireException {
    int at = offset();
    input.untaggedHead();
    if (input.major() != CborInput.TEXT) {
      throw input.at(Reason.WRONG_TYPE, "expected text", at);
    }
    return input.utf8(input.stringContent(), at);
  }

  /** A text string, or absent. */
  public @Nullable String textOrAbsent() throws WireException {
    return absent() ? null : text();
  }

  /** Consumes a null or undefined, the forms of an absent optional; else consumes nothing. */
  public boolean absent() {
    return input.absent();
  }

  /**
   * Exactly {@code size} bytes, given as a byte string or as an array of integers: the reference
   * accepts both wherever it writes the latter. The result is a copy.
   */
  public byte[] fixed(int size) throws WireException {
    byte[] target = new byte[size];
    fixed(target, 0, size);
    return target;
  }

  /** As {@link #fixed(int)}, as a value of no particular type. */
  public Bytes fixedBytes(int size) throws WireException {
    return Bytes.wrap(fixed(size));
  }

  /** As {@link #fixed(int)}, into a part of {@code target}. */
  public void fixed(byte[] target, int from, int size) throws WireException {
    int at = offset();
    input.untaggedHead();
    if (input.major() == CborInput.BYTE_STRING) {
      Bytes content = input.stringContent();
      requireLength(content.size(), size, at);
      content.copyTo(target, from);
    } else if (input.major() == CborInput.ARRAY) {
      fixedElements(target, from, size, at);
    } else {
      throw input.at(Reason.WRONG_TYPE, "expected " + size + " bytes", at);
    }
  }

  /**
   * Any number of bytes, given as a byte string or as an array of integers. A byte string of
   * definite length becomes a window on the input, not a copy.
   */
  public Bytes blob() throws WireException {
    int at = offset();
    input.untaggedHead();
    if (input.major() == CborInput.BYTE_STRING) {
      return input.stringContent();
    }
    if (input.major() == CborInput.ARRAY) {
      return input.indefinite() ? octetsUntilBreak() : octets(input.count(1));
    }
    throw input.at(Reason.WRONG_TYPE, "expected bytes", at);
  }

  /** As {@link #blob()}, or absent; never a window, as what is optional is small and kept. */
  public @Nullable Bytes blobOrAbsent() throws WireException {
    return absent() ? null : blob().detached();
  }

  /**
   * A byte string in the narrow sense of integer-keyed records: neither an array nor anything
   * tagged will do (specification section 2.4). A window on the input where that is possible.
   */
  public Bytes byteString() throws WireException {
    int at = offset();
    input.head();
    if (input.major() != CborInput.BYTE_STRING) {
      throw input.at(Reason.WRONG_TYPE, "expected a byte string", at);
    }
    return input.stringContent();
  }

  /** A byte string as {@link #byteString()} of exactly {@code size} bytes, copied. */
  public byte[] byteString(int size) throws WireException {
    int at = offset();
    Bytes content = byteString();
    requireLength(content.size(), size, at);
    return content.toArray();
  }

  /** A list; elements are read one by one through the cursor. */
  public ListReader list() throws WireException {
    return new ListReader(input);
  }

  /** A list of elements that are read alike. */
  public <T> List<T> list(ItemReader<T> element) throws WireException {
    ListReader elements = list();
    List<T> values = new ArrayList<>();
    while (elements.next()) {
      values.add(element.read(this));
    }
    return values;
  }

  /**
   * A list that is refused as soon as it turns out to be longer than it may be.
   *
   * @param most elements
   * @param objection what is said of a longer one
   */
  public <T> List<T> list(int most, String objection, ItemReader<T> element) throws WireException {
    int at = offset();
    ListReader elements = list();
    List<T> values = new ArrayList<>();
    while (elements.next()) {
      if (values.size() == most) {
        throw reject(Reason.TOO_LARGE, objection, at);
      }
      values.add(element.read(this));
    }
    return values;
  }

  /** A text-keyed map; entries are read one by one through the cursor. */
  public RecordReader record(FieldNames names) throws WireException {
    return new RecordReader(input, names);
  }

  /** An integer-keyed map with known keys 0 to {@code keyCount - 1}. */
  public IntRecordReader intRecord(int keyCount) throws WireException {
    return new IntRecordReader(input, keyCount);
  }

  /**
   * The head of an enum that carries a value: a map of exactly one entry, of definite length, whose
   * key names the variant. The value follows (specification section 2.3).
   */
  public String variant() throws WireException {
    int at = offset();
    input.untaggedHead();
    if (input.major() != CborInput.MAP || input.indefinite() || input.argument() != 1) {
      throw input.at(Reason.WRONG_TYPE, "expected a map of one entry", at);
    }
    return text();
  }

  /** One item of any kind, kept as it is. */
  public OpaqueCbor opaque() throws WireException {
    int from = offset();
    input.skip();
    return new OpaqueCbor(input.window(from, offset()).detached());
  }

  /** An objection to the item that starts at {@code offset}. */
  public WireException reject(Reason reason, String text, int offset) {
    return input.at(reason, text, offset);
  }

  private void fixedElements(byte[] target, int from, int size, int at) throws WireException {
    if (!input.indefinite()) {
      requireLength(input.argument(), size, at);
      input.octetElements(target, from, size);
      return;
    }
    for (int i = 0; i < size; i++) {
      if (input.atBreak()) {
        throw wrongLength(size, at);
      }
      input.octetElements(target, from + i, 1);
    }
    if (!input.atBreak()) {
      throw wrongLength(size, at);
    }
  }

  private Bytes octets(int count) throws WireException {
    byte[] octets = new byte[count];
    input.octetElements(octets, 0, count);
    return Bytes.wrap(octets);
  }

  private Bytes octetsUntilBreak() throws WireException {
    byte[] octets = new byte[64];
    int size = 0;
    while (!input.atBreak()) {
      if (size == octets.length) {
        octets = Arrays.copyOf(octets, 2 * size);
      }
      input.octetElements(octets, size++, 1);
    }
    return Bytes.wrap(octets, 0, size);
  }

  private void requireLength(long length, int expected, int at) throws WireException {
    if (length != expected) {
      throw wrongLength(expected, at);
    }
  }

  private WireException wrongLength(int expected, int at) {
    return input.at(Reason.WRONG_LENGTH, "expected " + expected + " bytes", at);
  }
}
