/**
 * Connections: TLS over TCP and QUIC; LAN discovery. Everything here is found through a service
 * interface.
 */
module io.scp2p.transport {
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.scp2p.api;
  requires org.bouncycastle.provider;
  requires tech.kwik.core;

  provides io.scp2p.api.spi.LanSocketProvider with
      io.scp2p.transport.lan.BroadcastSocketProvider;
  provides io.scp2p.api.spi.TransportProvider with
      io.scp2p.transport.quic.QuicTransportProvider,
      io.scp2p.transport.tcp.TcpTransportProvider;
}
