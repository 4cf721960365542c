package io.scp2p.core.wire.stun;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.record.IpAddress;

/**
 * An address and a port, in the two forms of RFC 8489, sections 14.1 and 14.2. The second is mixed
 * with cookie and transaction id, because some routers rewrite addresses they find in packets.
 *
 * @param ip of either family
 * @param port 0 to 65,535
 */
public record StunAddress(IpAddress ip, int port) {
  private static final int V4 = 1;
  private static final int V6 = 2;
  private static final int FAMILY_AT = 1;
  private static final int PORT_AT = 2;
  private static final int ADDRESS_AT = 4;
  private static final int MAX_PORT = 0xffff;
  private static final int COOKIE_TOP = StunMessage.MAGIC_COOKIE >>> 16;

  /** Refuses a port that is none. */
  public StunAddress {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("no port: " + port);
    }
  }

  /** Reads the plain form. */
  public static StunAddress decode(Bytes value) throws WireException {
    if (value.size() < ADDRESS_AT) {
      throw new WireException(Reason.WRONG_LENGTH, "bad STUN address");
    }
    int expected =
        switch (value.get(FAMILY_AT)) {
          case V4 -> IpAddress.V4_BYTES;
          case V6 -> IpAddress.V6_BYTES;
          default -> throw new WireException(Reason.UNKNOWN_VARIANT, "bad STUN address family");
        };
    if (value.size() != ADDRESS_AT + expected) {
      throw new WireException(Reason.WRONG_LENGTH, "bad STUN address");
    }
    int port = ((value.get(PORT_AT) & 0xff) << 8) | (value.get(PORT_AT + 1) & 0xff);
    return new StunAddress(new IpAddress(value.slice(ADDRESS_AT, expected).detached()), port);
  }

  /** Reads the mixed form of a message with this transaction id. */
  public static StunAddress decodeXored(Bytes value, Bytes transaction) throws WireException {
    StunAddress mixed = decode(value);
    return new StunAddress(mask(mixed.ip, transaction), mixed.port ^ COOKIE_TOP);
  }

  /** The plain form. */
  public Bytes encode() {
    byte[] value = new byte[ADDRESS_AT + ip.octets().size()];
    value[FAMILY_AT] = (byte) (ip.isV4() ? V4 : V6);
    value[PORT_AT] = (byte) (port >>> 8);
    value[PORT_AT + 1] = (byte) port;
    ip.octets().copyTo(value, ADDRESS_AT);
    return Bytes.wrap(value);
  }

  /** The mixed form for a message with this transaction id. */
  public Bytes encodeXored(Bytes transaction) {
    return new StunAddress(mask(ip, transaction), port ^ COOKIE_TOP).encode();
  }

  private static IpAddress mask(IpAddress ip, Bytes transaction) {
    byte[] octets = ip.octets().toArray();
    for (int i = 0; i < octets.length; i++) {
      octets[i] ^=
          i < Integer.BYTES
              ? (byte) (StunMessage.MAGIC_COOKIE >>> (24 - 8 * i))
              : transaction.get(i - Integer.BYTES);
    }
    return new IpAddress(Bytes.wrap(octets));
  }

  @Override
  public String toString() {
    return (ip.isV4() ? ip.toString() : "[" + ip + "]") + ":" + port;
  }
}
