package io.scp2p.core.protocol.lan;

import io.scp2p.core.wire.record.IpAddress;

/**
 * A network this node is in.
 *
 * @param address of this node in it; IPv4
 * @param bits that all addresses of the network have in common
 */
public record LanPrefix(IpAddress address, int bits) {
  /** Refuses what is no IPv4 network. */
  public LanPrefix {
    if (!address.isV4() || bits < 0 || bits > 8 * IpAddress.V4_BYTES) {
      throw new IllegalArgumentException("no IPv4 network: " + address + "/" + bits);
    }
  }

  boolean contains(IpAddress other) {
    if (!other.isV4()) {
      return false;
    }
    int shift = 8 * IpAddress.V4_BYTES - bits;
    return shift == 8 * IpAddress.V4_BYTES || number(address) >>> shift == number(other) >>> shift;
  }

  private static int number(IpAddress ip) {
    int number = 0;
    for (int i = 0; i < IpAddress.V4_BYTES; i++) {
      number = number << 8 | ip.octets().get(i) & 0xff;
    }
    return number;
  }
}
