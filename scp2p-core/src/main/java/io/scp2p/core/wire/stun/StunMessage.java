package io.scp2p.core.wire.stun;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.zip.CRC32;

/**
 * A received STUN message (RFC 8489, section 5). Attributes are kept as they came, unknown ones
 * too; what may not stand behind a code is left out (section 14.5), so what is here was covered by
 * the code if there was one and it was right.
 *
 * @param kind request, indication or answer
 * @param method 12 bits, see {@link StunMethod}
 * @param transaction 12 bytes that tie an answer to its request
 * @param attributes in the order of the message
 * @param integrity the codes that came along; checking them is the receiver's business
 * @param fingerprint whether there was one, which was right: a wrong one is refused
 */
public record StunMessage(
    StunClass kind,
    int method,
    Bytes transaction,
    List<StunAttribute> attributes,
    List<StunIntegrity> integrity,
    boolean fingerprint) {
  /** Marks a STUN message (RFC 8489, section 5). */
  public static final int MAGIC_COOKIE = 0x2112a442;

  public static final int HEADER_BYTES = 20;
  public static final int TRANSACTION_BYTES = 12;

  /** All attributes together: what fits the length field, in whole words. */
  public static final int MAX_BODY_BYTES = 65_532;

  /** No message that we know of has more than a dozen. */
  public static final int MAX_ATTRIBUTES = 64;

  static final int ATTRIBUTE_HEADER_BYTES = 4;
  static final int SHA1_BYTES = 20;
  static final int SHA256_BYTES = 32;
  static final int SHORTEST_SHA256_BYTES = 16;
  static final int FINGERPRINT_BYTES = 4;
  static final int FINGERPRINT_XOR = 0x5354554e;
  private static final int LENGTH_AT = 2;
  private static final int COOKIE_AT = 4;
  private static final int TRANSACTION_AT = 8;
  private static final int WORD = 4;

  /** Takes a copy of the lists. */
  public StunMessage {
    attributes = List.copyOf(attributes);
    integrity = List.copyOf(integrity);
  }

  /** Whether a datagram can only be STUN: two zero bits, the cookie, and a length that fits. */
  public static boolean looksLike(Bytes datagram) {
    return datagram.size() >= HEADER_BYTES
        && (datagram.get(0) & 0xc0) == 0
        && u32(datagram, COOKIE_AT) == MAGIC_COOKIE
        && u16(datagram, LENGTH_AT) + HEADER_BYTES == datagram.size();
  }

  /** Reads one message that fills {@code in}. */
  public static StunMessage decode(Bytes in) throws WireException {
    if (!looksLike(in)) {
      throw new WireException(Reason.MALFORMED, "no STUN message");
    }
    if (in.size() % WORD != 0) {
      throw new WireException(Reason.WRONG_LENGTH, "a STUN message has whole words", LENGTH_AT);
    }
    return new Decoder(in).message();
  }

  /** The value of the first attribute of a kind. */
  public Optional<Bytes> attribute(int type) {
    for (StunAttribute each : attributes) {
      if (each.type() == type) {
        return Optional.of(each.value());
      }
    }
    return Optional.empty();
  }

  /** Whether there is an attribute of a kind. */
  public boolean has(int type) {
    return attribute(type).isPresent();
  }

  /** A plain address, such as OTHER-ADDRESS. */
  public Optional<StunAddress> address(int type) throws WireException {
    Optional<Bytes> value = attribute(type);
    return value.isEmpty() ? Optional.empty() : Optional.of(StunAddress.decode(value.get()));
  }

  /** A mixed address, such as XOR-MAPPED-ADDRESS. */
  public Optional<StunAddress> xoredAddress(int type) throws WireException {
    Optional<Bytes> value = attribute(type);
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(StunAddress.decodeXored(value.get(), transaction));
  }

  /** Where the request came from, as the answering side saw it; old servers only say it plainly. */
  public Optional<StunAddress> mappedAddress() throws WireException {
    Optional<StunAddress> mixed = xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS);
    return mixed.isPresent() ? mixed : address(StunAttribute.MAPPED_ADDRESS);
  }

  /** Text, such as USERNAME or REALM. */
  public Optional<String> text(int type) throws WireException {
    Optional<Bytes> value = attribute(type);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    String text = value.get().utf8();
    if (text == null) {
      throw new WireException(Reason.BAD_TEXT, "STUN text is UTF-8");
    }
    return Optional.of(text);
  }

  /** A number of four bytes as unsigned, such as PRIORITY or LIFETIME. */
  public OptionalLong u32(int type) throws WireException {
    Optional<Bytes> value = attribute(type);
    return value.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(sized(value.get(), Integer.BYTES).buffer().getInt() & 0xffff_ffffL);
  }

  /** A number of eight bytes, such as ICE-CONTROLLING. */
  public OptionalLong u64(int type) throws WireException {
    Optional<Bytes> value = attribute(type);
    return value.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(sized(value.get(), Long.BYTES).buffer().getLong());
  }

  /** The error of an error answer. */
  public Optional<StunError> error() throws WireException {
    Optional<Bytes> value = attribute(StunAttribute.ERROR_CODE);
    return value.isEmpty() ? Optional.empty() : Optional.of(StunError.decode(value.get()));
  }

  /** The number of the error, if this is an error answer that names one properly. */
  public OptionalInt errorCode() {
    try {
      Optional<StunError> error = error();
      return error.isEmpty() ? OptionalInt.empty() : OptionalInt.of(error.get().code());
    } catch (WireException e) {
      return OptionalInt.empty();
    }
  }

  /** The code of a kind, if one came along. */
  public Optional<StunIntegrity> integrity(int type) {
    return integrity.stream().filter(each -> each.type() == type).findFirst();
  }

  private static Bytes sized(Bytes value, int size) throws WireException {
    if (value.size() != size) {
      throw new WireException(Reason.WRONG_LENGTH, "a STUN number has another length");
    }
    return value;
  }

  private static int u16(Bytes in, int at) {
    return ((in.get(at) & 0xff) << 8) | (in.get(at + 1) & 0xff);
  }

  private static int u32(Bytes in, int at) {
    return (u16(in, at) << 16) | u16(in, at + 2);
  }

  /** The first {@code end} bytes with a length field as if {@code total} was the whole message. */
  static byte[] prefix(Bytes in, int end, int total) {
    byte[] prefix = in.slice(0, end).toArray();
    prefix[LENGTH_AT] = (byte) ((total - HEADER_BYTES) >>> 8);
    prefix[LENGTH_AT + 1] = (byte) (total - HEADER_BYTES);
    return prefix;
  }

  static int crc(byte[] prefix) {
    CRC32 crc = new CRC32();
    crc.update(prefix);
    return (int) crc.getValue() ^ FINGERPRINT_XOR;
  }

  static int padded(int size) {
    return (size + WORD - 1) & -WORD;
  }

  private static final class Decoder {
    private final Bytes in;
    private final List<StunAttribute> attributes = new ArrayList<>();
    private final List<StunIntegrity> integrity = new ArrayList<>(2);
    private boolean sealed;
    private boolean sealedTwice;
    private boolean fingerprint;

    private Decoder(Bytes in) {
      this.in = in;
    }

    private StunMessage message() throws WireException {
      int at = HEADER_BYTES;
      int count = 0;
      while (at < in.size()) {
        if (++count > MAX_ATTRIBUTES) {
          throw new WireException(Reason.TOO_LARGE, "too many STUN attributes", at);
        }
        // The size is a multiple of 4, so there is a whole header.
        int size = u16(in, at + 2);
        if (padded(size) > in.size() - at - ATTRIBUTE_HEADER_BYTES) {
          throw new WireException(Reason.TRUNCATED, "STUN attribute ends too late", at);
        }
        take(u16(in, at), at, in.slice(at + ATTRIBUTE_HEADER_BYTES, size));
        at += ATTRIBUTE_HEADER_BYTES + padded(size);
      }
      int type = u16(in, 0);
      // The class bits stand between those of the method (RFC 8489, figure 3).
      StunClass kind = StunClass.of(((type >> 7) & 2) | ((type >> 4) & 1));
      int method = (type & 0xf) | ((type >> 1) & 0x70) | ((type >> 2) & 0xf80);
      return new StunMessage(
          kind,
          method,
          in.slice(TRANSACTION_AT, TRANSACTION_BYTES).detached(),
          attributes,
          integrity,
          fingerprint);
    }

    private void take(int type, int at, Bytes value) throws WireException {
      if (fingerprint) {
        throw new WireException(Reason.MALFORMED, "STUN fingerprint is not the last", at);
      }
      switch (type) {
        case StunAttribute.FINGERPRINT -> {
          checkFingerprint(at, value);
          fingerprint = true;
        }
        case StunAttribute.MESSAGE_INTEGRITY -> {
          if (!sealed) {
            length(value, SHA1_BYTES, SHA1_BYTES, at);
            keep(type, at, value);
            sealed = true;
          }
        }
        case StunAttribute.MESSAGE_INTEGRITY_SHA256 -> {
          if (!sealedTwice) {
            length(value, SHORTEST_SHA256_BYTES, SHA256_BYTES, at);
            keep(type, at, value);
            sealed = true;
            sealedTwice = true;
          }
        }
        default -> {
          if (!sealed) {
            attributes.add(new StunAttribute(type, value));
          }
        }
      }
    }

    private void keep(int type, int at, Bytes value) {
      int total = at + ATTRIBUTE_HEADER_BYTES + value.size();
      integrity.add(new StunIntegrity(type, Bytes.wrap(prefix(in, at, total)), value));
    }

    private void checkFingerprint(int at, Bytes value) throws WireException {
      length(value, FINGERPRINT_BYTES, FINGERPRINT_BYTES, at);
      int total = at + ATTRIBUTE_HEADER_BYTES + FINGERPRINT_BYTES;
      if (value.buffer().getInt() != crc(prefix(in, at, total))) {
        throw new WireException(Reason.MALFORMED, "wrong STUN fingerprint", at);
      }
    }

    private static void length(Bytes value, int least, int most, int at) throws WireException {
      if (value.size() < least || value.size() > most || value.size() % WORD != 0) {
        throw new WireException(Reason.WRONG_LENGTH, "STUN code of another length", at);
      }
    }
  }
}
