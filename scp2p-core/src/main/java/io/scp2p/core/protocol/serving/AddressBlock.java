package io.scp2p.core.protocol.serving;

import java.net.InetAddress;

/**
 * The part of an address that one subscriber holds: all of an IPv4 address, the first 64 bits of an
 * IPv6 address, of which every household has 2^64. Hosts that reach us by link-local addresses
 * share a block; they are on our own network.
 */
public final class AddressBlock {
  /** Multicast in IPv6, so no peer has such an address. */
  private static final long V4 = 0xffff_ffffL << 32;

  /** What a provider hands out: /48 in IPv6, /16 in IPv4. */
  private static final int COARSE_BITS = 16;

  private AddressBlock() {}

  /** The block an address is in. */
  public static long of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 ? V4 | first(bytes, 4) : first(bytes, 8);
  }

  /** The larger block around a block. */
  static long coarse(long block) {
    return (block >>> COARSE_BITS) << COARSE_BITS;
  }

  private static long first(byte[] bytes, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = (value << 8) | (bytes[i] & 0xff);
    }
    return value;
  }
}
