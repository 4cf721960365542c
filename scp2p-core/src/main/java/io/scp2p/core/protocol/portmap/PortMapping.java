package io.scp2p.core.protocol.portmap;

import io.scp2p.core.wire.record.IpAddress;

/**
 * A port that the router forwards.
 *
 * @param wish the port here
 * @param by how the router was asked
 * @param external the outside address, as the router knows it
 * @param externalPort outside
 * @param leaseSeconds granted; 0 for one without an end
 * @param grantedNanos when
 */
public record PortMapping(
    PortWish wish,
    MappingProtocol by,
    IpAddress external,
    int externalPort,
    long leaseSeconds,
    long grantedNanos) {
  private static final int OCTET = 0xff;

  /**
   * Whether the outside address can be one of the internet. A router behind another one, or behind
   * that of the provider, hands out addresses that nobody else can dial.
   */
  public boolean isPublic() {
    return isPublic(external);
  }

  /** Whether an address can be one of the internet (RFC 1918, RFC 6598, RFC 4193 and the like). */
  public static boolean isPublic(IpAddress address) {
    int first = address.octets().get(0) & OCTET;
    int second = address.octets().get(1) & OCTET;
    if (!address.isV4()) {
      return (first & 0xe0) == 0x20; // 2000::/3 is all that is handed out.
    }
    return switch (first) {
      case 0, 10, 127 -> false;
      case 100 -> second < 64 || second > 127;
      case 169 -> second != 254;
      case 172 -> second < 16 || second > 31;
      case 192 -> second != 168;
      default -> first < 224;
    };
  }
}
