package io.scp2p.transport.quic;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What the first packet of a datagram says in clear (RFC 8999; RFC 9000, section 17). Only used to
 * sort packets: everything in it is the sender's claim.
 *
 * @param type which packet it is
 * @param destination the connection id it is for; for a short header the first 8 bytes
 * @param source the sender's connection id; empty for a short header
 */
record QuicHeader(Type type, ByteBuffer destination, ByteBuffer source) {
  private static final int LONG_FORM = 0x80;
  private static final int FIXED_BIT = 0x40;
  private static final int VERSION_1 = 1;
  private static final int VERSION_2 = 0x6b33_43cf;
  private static final int MAX_CONNECTION_ID_BYTES = 20;

  /** Kinds of packet; the names of RFC 9000. */
  enum Type {
    INITIAL,
    ZERO_RTT,
    HANDSHAKE,
    RETRY,
    SHORT,
    /** Version negotiation, or a version we do not speak. */
    OTHER_VERSION
  }

  private static final Type[] LONG_TYPES = {
    Type.INITIAL, Type.ZERO_RTT, Type.HANDSHAKE, Type.RETRY
  };

  /** Whether a packet with this first byte can be QUIC at all; STUN packets begin with 00. */
  static boolean isQuic(byte first) {
    return (first & (LONG_FORM | FIXED_BIT)) != 0;
  }

  /** Reads the header; empty if the packet is too short to have one. Never throws. */
  static Optional<QuicHeader> parse(byte[] datagram, int length) {
    Walk walk = new Walk(datagram, length);
    QuicHeader header = walk.header();
    return Optional.ofNullable(walk.failed ? null : header);
  }

  /**
   * How much of a client's datagram may be given to a server: everything before the first 0-RTT
   * packet in it. Early data can be replayed by anybody who has seen it, so we take none.
   */
  static int lengthWithoutEarlyData(byte[] datagram, int length) {
    Walk walk = new Walk(datagram, length);
    while (walk.position < length) {
      int start = walk.position;
      QuicHeader header = walk.header();
      if (walk.failed || header.type == Type.SHORT || header.type == Type.RETRY) {
        return length; // What follows, if anything, is not for us to judge.
      }
      if (header.type == Type.ZERO_RTT) {
        return start;
      }
      walk.body(header.type);
      if (walk.failed) {
        return length;
      }
    }
    return length;
  }

  /** Reads forward through one datagram; remembers instead of throwing that it ran out of it. */
  private static final class Walk {
    private final byte[] bytes;
    private final int end;
    private int position;
    private boolean failed;

    Walk(byte[] bytes, int end) {
      this.bytes = bytes;
      this.end = end;
    }

    QuicHeader header() {
      int first = next();
      if ((first & LONG_FORM) == 0) {
        ByteBuffer destination = take(QuicLimits.CONNECTION_ID_BYTES);
        return new QuicHeader(Type.SHORT, destination, ByteBuffer.allocate(0));
      }
      int version = (next() << 24) | (next() << 16) | (next() << 8) | next();
      ByteBuffer destination = connectionId();
      ByteBuffer source = connectionId();
      return new QuicHeader(type(first, version), destination, source);
    }

    private static Type type(int first, int version) {
      int bits = (first >> 4) & 3;
      if (version == VERSION_1) {
        return LONG_TYPES[bits];
      }
      // Version 2 has the same packets under other numbers (RFC 9369, section 3.2).
      return version == VERSION_2 ? LONG_TYPES[(bits + 3) & 3] : Type.OTHER_VERSION;
    }

    private ByteBuffer connectionId() {
      int length = next();
      if (length > MAX_CONNECTION_ID_BYTES) {
        failed = true;
        return ByteBuffer.allocate(0);
      }
      return take(length);
    }

    /** Skips what follows the connection ids of a packet that has a length field. */
    void body(Type type) {
      if (type == Type.OTHER_VERSION) {
        failed = true;
        return;
      }
      if (type == Type.INITIAL) {
        skip(variableLength());
      }
      skip(variableLength());
    }

    /** A variable-length integer (RFC 9000, section 16). */
    private long variableLength() {
      int first = next();
      int more = (1 << (first >> 6)) - 1;
      long value = first & 0x3f;
      for (int i = 0; i < more; i++) {
        value = (value << 8) | next();
      }
      return value;
    }

    private int next() {
      if (position >= end) {
        failed = true;
        return 0;
      }
      return bytes[position++] & 0xff;
    }

    private ByteBuffer take(int count) {
      if (count > end - position) {
        failed = true;
        return ByteBuffer.allocate(0);
      }
      ByteBuffer slice = ByteBuffer.wrap(bytes, position, count).slice();
      position += count;
      return slice;
    }

    private void skip(long count) {
      if (count > end - position) {
        failed = true;
      } else {
        position += (int) count;
      }
    }
  }
}
