/** Connections: TLS over TCP and QUIC. Everything here is found through a service interface. */
module io.scp2p.transport {
  requires io.scp2p.api;
}
