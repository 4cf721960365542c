package io.scp2p.transport.quic;

import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.transport.tls.NodeCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Optional;
import tech.kwik.core.QuicConnection;
import tech.kwik.core.QuicStream;
import tech.kwik.core.server.ApplicationProtocolConnection;
import tech.kwik.core.server.ApplicationProtocolConnectionFactory;
import tech.kwik.core.server.ServerConnection;
import tech.kwik.core.server.ServerConnectionConfig;
import tech.kwik.core.server.ServerConnector;

/**
 * The listener. There is at most one for each transport: the library leaves a memory listener
 * behind for each that was ever made.
 */
final class QuicServer {
  private static final Transport.Acceptor REFUSING =
      connection -> {
        throw new IllegalStateException("the listener is closed");
      };

  private final QuicEnvironment environment;
  private final SharedSocket socket;
  private final ServerGate gate;
  private final NodeCertificate certificate;
  private volatile Transport.Acceptor acceptor;
  private final ServerConnector connector;
  private volatile boolean closed;

  /** Makes the listener; to be called on a thread of the transport, whose group it inherits. */
  QuicServer(
      QuicEnvironment environment,
      SharedSocket socket,
      ServerGate gate,
      NodeCertificate certificate,
      Transport.Acceptor acceptor)
      throws TransportException {
    this.environment = environment;
    this.socket = socket;
    this.gate = gate;
    this.certificate = certificate;
    this.acceptor = acceptor;
    FrontSocket front = socket.openServer();
    try {
      connector =
          ServerConnector.builder()
              .withSocket(front)
              .withKeyStore(
                  certificate.keyStore(),
                  NodeCertificate.ALIAS,
                  NodeCertificate.NO_PASSWORD.toCharArray())
              .withConfiguration(configuration(environment.settings()))
              .withLogger(new KwikLog())
              .build();
    } catch (IOException | GeneralSecurityException e) {
      front.close();
      throw new TransportException(Reason.BIND, "cannot listen for QUIC", e);
    }
    connector.registerApplicationProtocol(QuicLimits.ALPN, new Accepting());
  }

  private static ServerConnectionConfig configuration(TransportSettings settings) {
    long connectionWindow =
        (long) settings.streamWindowBytes() * QuicLimits.CONNECTION_WINDOW_STREAMS;
    return ServerConnectionConfig.builder()
        // Not asked of clients: ServerGate limits half-open connections (decision 0013).
        .retryRequired(false)
        .connectionIdLength(QuicLimits.CONNECTION_ID_BYTES)
        .maxIdleTimeout((int) Math.min(Integer.MAX_VALUE, settings.idleTimeout().toMillis()))
        .maxConnectionBufferSize(connectionWindow)
        .maxBidirectionalStreamBufferSize(settings.streamWindowBytes())
        .maxUnidirectionalStreamBufferSize(settings.streamWindowBytes())
        .maxOpenPeerInitiatedBidirectionalStreams(QuicLimits.ANNOUNCED_STREAMS)
        .maxOpenPeerInitiatedUnidirectionalStreams(0)
        .build();
  }

  void start() {
    connector.start();
  }

  /** Ends the listener and its connections. The library waits for them, so this takes its time. */
  void close() {
    acceptor = REFUSING; // The library may need half a minute, and must not keep a node so long.
    connector.close();
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** Makes links of accepted connections. */
  private final class Accepting implements ApplicationProtocolConnectionFactory {
    @Override
    public int maxConcurrentPeerInitiatedBidirectionalStreams() {
      return QuicLimits.ANNOUNCED_STREAMS;
    }

    @Override
    public int maxConcurrentPeerInitiatedUnidirectionalStreams() {
      return 0;
    }

    @Override
    public boolean enableDatagramExtension() {
      return true; // For signs of life only.
    }

    /** The handshake with a client is done; early data never come this far (SharedSocket). */
    @Override
    public ApplicationProtocolConnection createConnection(String protocol, QuicConnection quic) {
      InetSocketAddress remote = ((ServerConnection) quic).getInitialRemoteAddress();
      Optional<ServerGate.Guest> guest = gate.established(remote);
      if (guest.isEmpty()) {
        quic.close();
        return new ApplicationProtocolConnection() {};
      }
      QuicLink link =
          new QuicLink(environment, quic, socket.localTowards(remote), remote, false, guest.get());
      quic.setConnectionListener(new TerminationOf(link));
      environment.add(link);
      try {
        link.established(certificate.binding(), () -> acceptor.accepted(link));
      } catch (RuntimeException refused) {
        link.close("the acceptor refused it by throwing");
      }
      return new ApplicationProtocolConnection() {
        @Override
        public void acceptPeerInitiatedStream(QuicStream stream) {
          link.peerOpened(stream);
        }
      };
    }
  }
}
