package io.scp2p.api.diagnostics;

import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * An address under which this node was seen from outside.
 *
 * @param address outside of the router, if there is one
 * @param source who says so
 */
public record SeenAddress(InetSocketAddress address, Source source) {
  /** Requires both. */
  public SeenAddress {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(source, "source");
  }

  /** Who says so. */
  public enum Source {
    /** Other nodes, or STUN servers, which saw where packets of this node come from. */
    OBSERVED,
    /** The router, which forwards a port. */
    ROUTER,
    /** A TURN server, which saw where requests of this node come from. */
    TURN_SERVER
  }
}
