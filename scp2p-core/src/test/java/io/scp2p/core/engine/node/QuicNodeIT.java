package io.scp2p.core.engine.node;

import io.scp2p.api.spi.TransportKind;

/** Nodes that have nothing but QUIC between them. */
class QuicNodeIT extends NodeContract {
  @Override
  TransportKind kind() {
    return TransportKind.QUIC;
  }
}
