package io.scp2p.examples.bench;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportProvider;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.EventLoop;
import io.scp2p.core.engine.PeerSession;
import io.scp2p.core.engine.SessionHost;
import io.scp2p.core.engine.Sessions;
import io.scp2p.core.protocol.session.Extensions;
import io.scp2p.core.protocol.session.HandshakeFailure;
import io.scp2p.core.protocol.session.LocalNode;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.protocol.session.SessionRules;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.MessageType;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.HelloOffer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A node that serves one content from memory: the engine and a transport, nothing above. */
final class BenchNode implements SessionHost, AutoCloseable {
  private static final Duration DIAL_TIMEOUT = Duration.ofSeconds(10);
  private static final HelloOffer OFFER =
      new HelloOffer(
          Map.of(Extensions.MULTIPLEX, 1, Extensions.PING, 1),
          Map.of(Extensions.MAX_INFLIGHT, (long) SessionRules.MAX_SERVING));

  private final EventLoop loop = new EventLoop("bench-node", TimeSource.system());
  private final BlockingQueue<PeerSession> established = new ArrayBlockingQueue<>(16);
  private final Transport transport;
  private final Chunks chunks;
  private final Sessions sessions;

  BenchNode(TransportKind kind, Chunks chunks) {
    this.transport = transport(kind);
    this.chunks = chunks;
    Entropy entropy = Entropy.system();
    LocalNode local =
        new LocalNode(
            SigningKey.generate(entropy), new Capabilities(true, true, false, true, false), OFFER);
    this.sessions = new Sessions(loop, local, entropy, this, known -> false);
  }

  static Transport transport(TransportKind kind) {
    for (TransportProvider provider : ServiceLoader.load(TransportProvider.class)) {
      if (provider.kind() == kind) {
        return provider.create(TransportSettings.defaults());
      }
    }
    throw new IllegalArgumentException("no " + kind + " transport on the class path");
  }

  int listen() throws Exception {
    return sessions
        .listen(transport, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .toCompletableFuture()
        .get(DIAL_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .getPort();
  }

  PeerSession dial(int port) throws Exception {
    InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    sessions
        .dial(transport, at, DIAL_TIMEOUT, null, true)
        .toCompletableFuture()
        .get(DIAL_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    PeerSession session = established.poll(DIAL_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    if (session == null) {
      throw new IllegalStateException("no session within " + DIAL_TIMEOUT);
    }
    return session;
  }

  EventLoop loop() {
    return loop;
  }

  @Override
  public boolean welcomes(NodeKey peer) {
    return true;
  }

  @Override
  public void established(PeerSession session) {
    if (session.isInitiator() && !established.offer(session)) {
      session.close("nobody dialled it");
    }
  }

  @Override
  public void refused(
      Endpoint remote, boolean initiator, HandshakeFailure why, @Nullable NodeKey claimedKey) {
    System.err.println("handshake refused: " + why);
  }

  @Override
  public void serve(PeerSession session, long ticket, Envelope request) {
    try {
      if (MessageCodec.v1().decodeRequest(request.type(), request.payload())
          instanceof GetChunk wanted) {
        session.answer(
            ticket,
            MessageType.CHUNK_DATA.number(),
            new ChunkData(
                wanted.contentId(), wanted.chunkIndex(), chunks.chunk(wanted.chunkIndex())));
        return;
      }
    } catch (WireException e) {
      System.err.println("bad request: " + e.getMessage());
    }
    session.answerError(ticket, "only chunks here");
  }

  @Override
  public void closed(PeerSession session, SessionFailure why) {}

  @Override
  public void close() {
    transport.close();
    loop.close();
  }
}
