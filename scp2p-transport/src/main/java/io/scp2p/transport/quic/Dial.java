package io.scp2p.transport.quic;

import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.transport.tls.NodeCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tech.kwik.core.QuicClientConnection;

/**
 * One attempt to connect. The library's connect blocks and answers an interrupt with an exception
 * of no particular kind, so it runs on a thread of its own, which is how it is cancelled.
 */
final class Dial {
  private final QuicEnvironment environment;
  private final SharedSocket socket;
  private final InetSocketAddress remote;
  private final Duration timeout;
  private final ConnectionListener listener;
  private final Runnable onOver;
  private final CompletableFuture<Connection> result = new CompletableFuture<>();
  private @Nullable Thread thread;
  private boolean cancelled;

  /**
   * Prepares an attempt.
   *
   * @param onOver called when the attempt has failed and the library holds nothing for it, or when
   *     the connection ends; perhaps more than once
   */
  Dial(
      QuicEnvironment environment,
      SharedSocket socket,
      InetSocketAddress remote,
      Duration timeout,
      ConnectionListener listener,
      Runnable onOver) {
    this.environment = environment;
    this.socket = socket;
    this.remote = remote;
    this.timeout = timeout;
    this.listener = listener;
    this.onOver = onOver;
  }

  CompletableFuture<Connection> start() {
    result.whenComplete(
        (connection, failure) -> {
          if (failure != null) {
            interrupt();
          }
        });
    environment.threads().start("scp2p-quic-dial", this::run);
    return result;
  }

  /** Gives up, if it is not done yet. */
  void fail(TransportException why) {
    result.completeExceptionally(why);
  }

  private synchronized void interrupt() {
    cancelled = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void run() {
    if (!begin()) {
      onOver.run();
      return;
    }
    FrontSocket front = socket.openClient(onOver);
    AnyServerCertificate trust = new AnyServerCertificate();
    QuicClientConnection quic;
    try {
      quic = build(front, trust);
    } catch (IOException | RuntimeException | LinkageError e) {
      end();
      front.close(); // From here on the library would do it.
      fail(Failures.unreachable(remote, e));
      return;
    }
    try {
      connect(quic, front, trust);
    } catch (IOException e) {
      fail(refused(front, e));
    } catch (RuntimeException | Error interruptedOrConfused) {
      // An error too: whoever dialled would wait for nothing until it loses patience.
      fail(Failures.handshake(remote, "the handshake was broken off", interruptedOrConfused));
    } finally {
      end();
    }
  }

  private synchronized boolean begin() {
    if (!cancelled) {
      thread = Thread.currentThread();
    }
    return !cancelled;
  }

  /** From here on nobody interrupts this thread. */
  private synchronized void end() {
    thread = null;
    Thread.interrupted();
  }

  private void connect(QuicClientConnection quic, FrontSocket front, AnyServerCertificate trust)
      throws IOException {
    InetSocketAddress local = socket.localTowards(remote);
    QuicLink link = new QuicLink(environment, quic, local, remote, true, holder(front, onOver));
    // Before connecting: what the library has nobody to tell of, it drops.
    quic.setPeerInitiatedStreamCallback(link::peerOpened);
    quic.setConnectionListener(new TerminationOf(link));
    quic.connect();
    end();
    List<X509Certificate> chain = quic.getServerCertificateChain();
    if (!trust.wasAsked() || chain.isEmpty()) {
      link.close("no certificate");
      fail(Failures.handshake(remote, "it showed no certificate", null));
      return;
    }
    byte[] binding;
    try {
      binding = NodeCertificate.bindingOf(chain.get(0));
    } catch (GeneralSecurityException e) {
      link.close("unusable certificate");
      fail(Failures.handshake(remote, "its certificate cannot be read", e));
      return;
    }
    environment.add(link);
    if (!link.established(binding, () -> listener)) {
      fail(Failures.broken(remote, "it closed the connection at once"));
    } else if (!result.complete(link)) {
      link.close("the attempt was cancelled");
    }
  }

  /** Static: it stays with the connection, and must not keep the listener. */
  private static QuicLink.Holder holder(FrontSocket front, Runnable onOver) {
    return new QuicLink.Holder() {
      @Override
      public boolean isConfirmed() {
        return front.isConfirmed() || front.isClosed();
      }

      @Override
      public void closing() {
        onOver.run(); // Whoever is told may dial again at once.
      }

      @Override
      public void gone() {}
    };
  }

  private QuicClientConnection build(FrontSocket front, AnyServerCertificate trust)
      throws IOException {
    TransportSettings settings = environment.settings();
    return QuicClientConnection.newBuilder()
        .host(NodeCertificate.SERVER_NAME) // What is asked for and checked; packets go to proxy.
        .proxy(remote.getAddress().getHostAddress())
        .port(remote.getPort())
        .applicationProtocol(QuicLimits.ALPN)
        .customTrustManager(trust)
        .socketFactory(destination -> front)
        .connectTimeout(timeout)
        .maxIdleTimeout(settings.idleTimeout())
        .connectionIdLength(QuicLimits.CONNECTION_ID_BYTES)
        .defaultStreamReceiveBufferSize((long) settings.streamWindowBytes())
        .maxOpenPeerInitiatedBidirectionalStreams(QuicLimits.ANNOUNCED_STREAMS)
        .maxOpenPeerInitiatedUnidirectionalStreams(0)
        .enableDatagramExtension()
        .logger(new KwikLog())
        .build();
  }

  private TransportException refused(FrontSocket front, IOException e) {
    if (front.hasHeard()) {
      String message = String.valueOf(e.getMessage());
      return message.contains("timed out")
          ? Failures.timedOut(remote)
          : Failures.handshake(remote, message, e);
    }
    IOException failure = front.lastSendFailure();
    return failure != null ? Failures.unreachable(remote, failure) : Failures.timedOut(remote);
  }
}
