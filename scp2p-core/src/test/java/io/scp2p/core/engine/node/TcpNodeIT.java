package io.scp2p.core.engine.node;

import io.scp2p.api.spi.TransportKind;

/** Nodes that have nothing but TLS over TCP between them. */
class TcpNodeIT extends NodeContract {
  @Override
  TransportKind kind() {
    return TransportKind.TCP;
  }
}
