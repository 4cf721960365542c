package io.scp2p.transport.quic;

import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportProvider;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.transport.tls.NodeCertificate;
import java.security.SecureRandom;

/** Makes {@link QuicTransport}s, each with a certificate of its own. */
public final class QuicTransportProvider implements TransportProvider {
  @Override
  public TransportKind kind() {
    return TransportKind.QUIC;
  }

  @Override
  public Transport create(TransportSettings settings) {
    NodeCertificate certificate = NodeCertificate.create(new SecureRandom());
    return new QuicTransport(settings, certificate, DatagramPort::open);
  }
}
