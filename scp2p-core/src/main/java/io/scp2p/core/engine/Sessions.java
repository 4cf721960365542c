package io.scp2p.core.engine;

import io.scp2p.api.config.LimitsConfig;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SimultaneousOpen;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.ReplayCache;
import io.scp2p.core.protocol.session.Expectation;
import io.scp2p.core.protocol.session.Fresh;
import io.scp2p.core.protocol.session.HandshakeEffect;
import io.scp2p.core.protocol.session.HandshakeInput;
import io.scp2p.core.protocol.session.InitiatorHandshake;
import io.scp2p.core.protocol.session.LocalNode;
import io.scp2p.core.protocol.session.NoHandshake;
import io.scp2p.core.protocol.session.Peer;
import io.scp2p.core.protocol.session.ResponderHandshake;
import io.scp2p.core.wire.Bytes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes the sessions of one node, dialled and accepted. */
public final class Sessions {
  /** For the three hellos, once the transport's own handshake is done. */
  public static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  /** Nonces remembered at once: 170 first hellos a second for ten minutes; some 10 MiB. */
  public static final int MAX_NONCES = 100_000;

  private final Loop loop;
  private final LocalNode local;
  private final Entropy entropy;
  private final SessionHost host;
  private final Predicate<NodeKey> knownToExtend;
  private final Duration handshakeTimeout;
  private final ReplayCache nonces = new ReplayCache(MAX_NONCES);
  private Intake intake;

  /**
   * Prepares to dial and accept.
   *
   * @param host told of everything that happens, on the loop
   * @param knownToExtend whether a key was met with the extension before; asked on the loop
   */
  public Sessions(
      Loop loop,
      LocalNode local,
      Entropy entropy,
      SessionHost host,
      Predicate<NodeKey> knownToExtend) {
    this(loop, local, entropy, host, knownToExtend, HANDSHAKE_TIMEOUT);
  }

  Sessions(
      Loop loop,
      LocalNode local,
      Entropy entropy,
      SessionHost host,
      Predicate<NodeKey> knownToExtend,
      Duration handshakeTimeout) {
    this.loop = loop;
    this.local = local;
    this.entropy = entropy;
    this.host = host;
    this.knownToExtend = knownToExtend;
    this.handshakeTimeout = handshakeTimeout;
    this.intake = Intake.of(loop, LimitsConfig.DEFAULT_MAX_BUFFER_BYTES);
  }

  /**
   * Says how much all sessions may hold of what peers have sent and nobody here has dealt with;
   * {@link LimitsConfig#DEFAULT_MAX_BUFFER_BYTES} if not called. Before the first of them.
   */
  public Sessions holdingAtMost(long maxBufferBytes) {
    intake = Intake.of(loop, maxBufferBytes);
    return this;
  }

  /** What bounds the sessions of this node together. */
  Intake intake() {
    return intake;
  }

  /** Accepts sessions at a local address. */
  public CompletionStage<InetSocketAddress> listen(Transport transport, InetSocketAddress at) {
    return transport.listen(
        at,
        connection ->
            new PeerSession(loop, intake, host, false, this::responder).connected(connection));
  }

  /**
   * Connects and shakes hands. The host is told as well.
   *
   * @param expectedKey the only key that will do; null accepts any
   * @param extensionRequired whether a plain v1 node will not do
   * @return completes on the loop once the handshake is done, or fails with {@link
   *     TransportException} or {@link HandshakeRefusedException}; cancelling it abandons the
   *     attempt
   */
  public CompletableFuture<PeerSession> dial(
      Transport transport,
      InetSocketAddress remote,
      Duration timeout,
      @Nullable NodeKey expectedKey,
      boolean extensionRequired) {
    return dial(transport, remote, timeout, expectedKey, extensionRequired, host);
  }

  /** As above, for another host. */
  CompletableFuture<PeerSession> dial(
      Transport transport,
      InetSocketAddress remote,
      Duration timeout,
      @Nullable NodeKey expectedKey,
      boolean extensionRequired,
      SessionHost toHost) {
    PeerSession session = initiator(expectedKey, extensionRequired, toHost);
    CompletableFuture<Connection> dial =
        transport.dial(remote, timeout, session).toCompletableFuture();
    link(dial, session);
    return session.outcome();
  }

  /**
   * Connects to somebody who connects to this node at the same time, and shakes hands. The host is
   * told as well.
   *
   * @param initiator which side of the handshakes is this one's
   * @param expectedKey the only key that will do, with the extension
   * @return completes on the loop, as that of {@link #dial}
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  CompletableFuture<PeerSession> meet(
      SimultaneousOpen transport,
      InetSocketAddress local,
      InetSocketAddress remote,
      boolean initiator,
      Duration timeout,
      NodeKey expectedKey) {
    PeerSession session =
        initiator
            ? initiator(expectedKey, true, host)
            : new PeerSession(
                loop, intake, host, false, connection -> responder(connection, expectedKey));
    transport
        .meet(local, remote, initiator, timeout, session::connected)
        .whenComplete(
            (connection, failure) -> {
              if (failure != null) {
                loop.post(() -> session.outcome().completeExceptionally(Failures.cause(failure)));
              }
            });
    return session.outcome();
  }

  private PeerSession initiator(
      @Nullable NodeKey expectedKey, boolean extensionRequired, SessionHost toHost) {
    return new PeerSession(
        loop,
        intake,
        toHost,
        true,
        connection ->
            new InitiatorHandshake(
                local,
                Fresh.draw(entropy),
                expectation(connection, expectedKey, extensionRequired),
                handshakeTimeout));
  }

  /**
   * Shakes hands with the other end of a tunnel, which has to have the extension.
   *
   * @return the session that is to hear of the connection; its outcome is that of {@link #dial}
   */
  PeerSession dialThrough(RelayedConnection connection, @Nullable NodeKey expectedKey) {
    return initiator(expectedKey, true, host).connected(connection);
  }

  /** The other end of a plain tunnel, which says nothing of itself. */
  PeerSession assumeThrough(RelayedConnection connection, Peer stranger) {
    return new PeerSession(loop, intake, host, true, any -> new NoHandshake(stranger))
        .connected(connection);
  }

  /** Somebody shakes hands through a tunnel of this node. */
  PeerSession acceptThrough(RelayedConnection connection) {
    return new PeerSession(loop, intake, host, false, this::responder).connected(connection);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void link(CompletableFuture<Connection> dial, PeerSession session) {
    dial.whenComplete(
        (connection, failure) -> {
          if (connection != null) {
            session.connected(connection);
          } else {
            loop.post(() -> session.outcome().completeExceptionally(Failures.cause(failure)));
          }
        });
    session
        .outcome()
        .whenComplete(
            (result, failure) -> {
              if (session.outcome().isCancelled()) {
                dial.cancel(true);
                loop.post(() -> session.close("the attempt was cancelled"));
              }
            });
  }

  private Machine<HandshakeInput, HandshakeEffect> responder(Connection connection) {
    return responder(connection, null);
  }

  private Machine<HandshakeInput, HandshakeEffect> responder(
      Connection connection, @Nullable NodeKey expectedKey) {
    return new ResponderHandshake(
        local,
        Fresh.draw(entropy),
        expectation(connection, expectedKey, expectedKey != null),
        nonces,
        knownToExtend,
        handshakeTimeout);
  }

  /** A transport with many streams is only spoken between nodes of this SDK (extension X3). */
  private static Expectation expectation(
      Connection connection, @Nullable NodeKey expectedKey, boolean extensionRequired) {
    return new Expectation(
        expectedKey,
        extensionRequired || connection.maxStreams() > 1,
        Bytes.wrap(connection.binding()));
  }
}
