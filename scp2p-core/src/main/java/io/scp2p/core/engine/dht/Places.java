package io.scp2p.core.engine.dht;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Addresses as they are dialled, and as they are written in messages (section 7.1). */
public final class Places {
  private Places() {}

  /** Where to dial; the relay, if any, is the caller's business. */
  public static Endpoint endpoint(PeerAddress address) {
    return new Endpoint(
        address.transport() == PeerTransport.TCP ? TransportKind.TCP : TransportKind.QUIC,
        new InetSocketAddress(inet(address.ip()), address.port()));
  }

  private static InetAddress inet(IpAddress ip) {
    try {
      return InetAddress.getByAddress(ip.octets().toArray());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an IP address of 4 or 16 bytes is one", e);
    }
  }

  /** What others may be told; empty for a transport that v1 has no word for. */
  public static Optional<PeerAddress> address(Endpoint endpoint) {
    Optional<PeerTransport> transport =
        switch (endpoint.kind()) {
          case TCP -> Optional.of(PeerTransport.TCP);
          case QUIC -> Optional.of(PeerTransport.QUIC);
          case SIMULATED -> Optional.empty();
        };
    return transport.map(
        kind ->
            PeerAddress.direct(
                IpAddress.of(endpoint.address().getAddress().getAddress()),
                endpoint.address().getPort(),
                kind));
  }

  /** The same, of an address that names its key. */
  public static Optional<PeerAddress> address(BootstrapAddress own) {
    return address(own.endpoint())
        .map(
            direct ->
                new PeerAddress(direct.ip(), direct.port(), direct.transport(), own.key(), null));
  }
}
