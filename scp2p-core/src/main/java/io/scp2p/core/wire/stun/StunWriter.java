package io.scp2p.core.wire.stun;

import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Builds one STUN message, attribute after attribute. Integrity, then fingerprint, come last, and
 * {@link #encode()} gives the datagram.
 */
public final class StunWriter {
  private static final int FIRST_BYTES = 256;

  private final Bytes transaction;
  private byte[] room = new byte[FIRST_BYTES];
  private int size = StunMessage.HEADER_BYTES;
  private boolean sealed;
  private boolean done;

  /** Begins a message. */
  public StunWriter(StunClass kind, int method, Bytes transaction) {
    if (method < 0 || method > StunMethod.MAX) {
      throw new IllegalArgumentException("a method has 12 bits, not " + method);
    }
    this.transaction = transaction.requireSize(StunMessage.TRANSACTION_BYTES, "transaction id");
    int bits = kind.bits();
    int type =
        (method & 0xf)
            | ((method & 0x70) << 1)
            | ((method & 0xf80) << 2)
            | ((bits & 1) << 4)
            | ((bits & 2) << 7);
    ByteBuffer.wrap(room)
        .putShort((short) type)
        .putShort((short) 0)
        .putInt(StunMessage.MAGIC_COOKIE);
    transaction.copyTo(room, StunMessage.HEADER_BYTES - StunMessage.TRANSACTION_BYTES);
  }

  /** Any attribute that stands before the codes. */
  public StunWriter add(int type, Bytes value) {
    if (sealed) {
      throw new IllegalStateException("what stands behind a code is not covered by it");
    }
    return append(new StunAttribute(type, value));
  }

  /** An attribute without content, such as USE-CANDIDATE. */
  public StunWriter flag(int type) {
    return add(type, Bytes.EMPTY);
  }

  /** A number of four bytes. */
  public StunWriter u32(int type, long value) {
    if (value < 0 || value > 0xffff_ffffL) {
      throw new IllegalArgumentException("four bytes cannot hold " + value);
    }
    return add(type, Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt((int) value).array()));
  }

  /** A number of eight bytes. */
  public StunWriter u64(int type, long value) {
    return add(type, Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(value).array()));
  }

  /** Text as UTF-8. */
  public StunWriter text(int type, String value) {
    return add(type, Bytes.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }

  /** An address in the plain form. */
  public StunWriter address(int type, StunAddress value) {
    return add(type, value.encode());
  }

  /** An address in the mixed form. */
  public StunWriter xoredAddress(int type, StunAddress value) {
    return add(type, value.encodeXored(transaction));
  }

  /** Why a request failed. */
  public StunWriter error(StunError error) {
    return add(StunAttribute.ERROR_CODE, error.encode());
  }

  /** Which attributes of a request were not understood (RFC 8489, section 14.9). */
  public StunWriter unknown(int... types) {
    ByteBuffer value = ByteBuffer.allocate(types.length * Short.BYTES);
    for (int type : types) {
      value.putShort((short) type);
    }
    return add(StunAttribute.UNKNOWN_ATTRIBUTES, Bytes.wrap(value.array()));
  }

  /** MESSAGE-INTEGRITY: HMAC-SHA-1 over what {@code hmac} is given. */
  public StunWriter integrity(UnaryOperator<byte[]> hmac) {
    int bytes = StunMessage.SHA1_BYTES;
    Bytes code = Bytes.wrap(hmac.apply(soFar(bytes))).requireSize(bytes, "code");
    append(new StunAttribute(StunAttribute.MESSAGE_INTEGRITY, code));
    sealed = true;
    return this;
  }

  /** FINGERPRINT: nothing can follow. */
  public StunWriter fingerprint() {
    byte[] crc = new byte[StunMessage.FINGERPRINT_BYTES];
    ByteBuffer.wrap(crc).putInt(StunMessage.crc(soFar(crc.length)));
    append(new StunAttribute(StunAttribute.FINGERPRINT, Bytes.wrap(crc)));
    done = true;
    sealed = true;
    return this;
  }

  /** The whole message. */
  public Bytes encode() {
    return Bytes.wrap(StunMessage.prefix(Bytes.wrap(room, 0, size), size, size));
  }

  /** What stands here, with the length of the message that ends with a value of {@code more}. */
  private byte[] soFar(int more) {
    int total = size + StunMessage.ATTRIBUTE_HEADER_BYTES + more;
    return StunMessage.prefix(Bytes.wrap(room, 0, size), size, total);
  }

  private StunWriter append(StunAttribute attribute) {
    if (done) {
      throw new IllegalStateException("the fingerprint is the end");
    }
    Bytes value = attribute.value();
    int end = size + StunMessage.ATTRIBUTE_HEADER_BYTES + StunMessage.padded(value.size());
    if (end > StunMessage.HEADER_BYTES + StunMessage.MAX_BODY_BYTES) {
      throw new IllegalArgumentException("a STUN message has no " + end + " bytes");
    }
    if (end > room.length) {
      room = Arrays.copyOf(room, Math.max(end, 2 * room.length));
    }
    ByteBuffer.wrap(room, size, StunMessage.ATTRIBUTE_HEADER_BYTES)
        .putShort((short) attribute.type())
        .putShort((short) value.size());
    value.copyTo(room, size + StunMessage.ATTRIBUTE_HEADER_BYTES);
    size = end;
    return this;
  }
}
