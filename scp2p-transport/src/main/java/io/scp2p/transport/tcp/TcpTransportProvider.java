package io.scp2p.transport.tcp;

import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportProvider;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.transport.tls.NodeCertificate;
import io.scp2p.transport.tls.TlsEngines;
import java.security.SecureRandom;

/** Makes {@link TcpTransport}s, each with a certificate of its own. */
public final class TcpTransportProvider implements TransportProvider {
  @Override
  public TransportKind kind() {
    return TransportKind.TCP;
  }

  @Override
  public Transport create(TransportSettings settings) {
    SecureRandom random = new SecureRandom();
    return new TcpTransport(settings, new TlsEngines(NodeCertificate.create(random), random));
  }
}
