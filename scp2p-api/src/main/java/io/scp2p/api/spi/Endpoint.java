package io.scp2p.api.spi;

import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * Where a node can be reached: a transport and a resolved socket address.
 *
 * @param kind the transport spoken there
 * @param address a resolved address; nothing in the SDK looks up names
 */
public record Endpoint(TransportKind kind, InetSocketAddress address) {
  /** Refuses an unresolved address. */
  public Endpoint {
    Objects.requireNonNull(kind, "kind");
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("unresolved address " + address.getHostString());
    }
  }
}
