package io.scp2p.api.spi;

import java.net.Inet4Address;
import java.util.Objects;

/**
 * A local network this machine is part of.
 *
 * @param address the address of this machine in it
 * @param prefixLength how many leading bits all its addresses have in common
 */
public record LanNetwork(Inet4Address address, int prefixLength) {
  private static final int ADDRESS_BITS = 32;

  /** Refuses a prefix that is none. */
  public LanNetwork {
    Objects.requireNonNull(address, "address");
    if (prefixLength < 0 || prefixLength > ADDRESS_BITS) {
      throw new IllegalArgumentException("prefixLength is 0 to 32, not " + prefixLength);
    }
  }
}
