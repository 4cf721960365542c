package io.scp2p.core.protocol.portmap;

import io.scp2p.core.wire.portmap.PortProtocol;

/**
 * A port of this node that others should reach.
 *
 * @param protocol what it carries
 * @param internalPort where this node listens
 */
public record PortWish(PortProtocol protocol, int internalPort) {
  private static final int MAX_PORT = 65_535;

  /** Refuses what is no port. */
  public PortWish {
    if (internalPort < 1 || internalPort > MAX_PORT) {
      throw new IllegalArgumentException("no port: " + internalPort);
    }
  }
}
