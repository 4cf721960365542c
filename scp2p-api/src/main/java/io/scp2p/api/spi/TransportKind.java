package io.scp2p.api.spi;

/** How two nodes are connected. */
public enum TransportKind {
  /** TLS over TCP: spoken with everybody (specification section 3.2). */
  TCP,
  /** QUIC over UDP: spoken between nodes of this SDK (specification section 3.3). */
  QUIC,
  /** In memory, inside one test. */
  SIMULATED
}
