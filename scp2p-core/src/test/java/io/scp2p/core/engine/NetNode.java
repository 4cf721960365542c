package io.scp2p.core.engine;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.Responder;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.protocol.session.HandshakeFailure;
import io.scp2p.core.protocol.session.LocalNode;
import io.scp2p.core.protocol.session.PinBook;
import io.scp2p.core.protocol.session.PinListener;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.HelloOffer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node that serves any chunk but a few special ones, and writes down what happens to it. */
final class NetNode implements NetworkListener {
  static final ContentId CONTENT = ContentId.of(new byte[ContentId.LENGTH]);

  /** This chunk is not answered before {@link #release}. */
  static final long NEVER = 1_000_000;

  /** The service breaks when it is asked for this chunk. */
  static final long BUG = 1_000_001;

  /** These chunks are a hundred bytes; the others are whole. */
  static final long SMALL = 2_000_000;

  static final Bytes WHOLE = Bytes.wrap(new byte[WireLimits.CHUNK_BYTES]);

  final Loop loop;
  final Map<TransportKind, Transport> transports;
  final SigningKey key;
  final InetAddress address;
  final Network network;
  final List<String> events = new CopyOnWriteArrayList<>();
  final AtomicInteger served = new AtomicInteger();

  /** Who still waits for {@link #NEVER}; on the loop. */
  private final List<Runnable> held = new ArrayList<>();

  private boolean releasing;
  volatile List<Endpoint> endpoints = List.of();

  NetNode(
      Loop loop,
      Executor executor,
      Map<TransportKind, Transport> transports,
      Entropy entropy,
      NodeConfig config,
      @Nullable HelloOffer offer,
      InetAddress address,
      PinBook.State pins) {
    this.loop = loop;
    this.transports = transports;
    this.address = address;
    this.key = SigningKey.generate(entropy);
    this.network =
        new Network(
            NetworkParts.of(
                    loop,
                    new Offload(loop, executor),
                    transports,
                    new LocalNode(key, new Capabilities(true, true, false, true, false), offer),
                    entropy,
                    config,
                    ServiceRegistry.builder().serve(GetChunk.class, this::chunk).build(),
                    this)
                .bindAddress(address)
                .pins(pins, PinListener.NONE));
  }

  NodeKey nodeKey() {
    return key.nodeKey();
  }

  private void chunk(GetChunk request, Requester from, Responder to) {
    served.incrementAndGet();
    if (request.chunkIndex() == BUG) {
      throw new IllegalStateException("a bug, for a test");
    }
    Bytes data = request.chunkIndex() >= SMALL ? WHOLE.slice(0, 100) : WHOLE;
    Answer answer = new Answer.Success(new ChunkData(CONTENT, request.chunkIndex(), data));
    if (request.chunkIndex() == NEVER && !releasing) {
      held.add(() -> to.answer(answer));
    } else {
      to.answer(answer);
    }
  }

  /** Answers what was not to be answered, now and from now on. */
  void release() {
    loop.post(
        () -> {
          releasing = true;
          held.forEach(Runnable::run);
          held.clear();
        });
  }

  /** How a question ended. */
  static final class Outcome implements AskOutcome {
    volatile @Nullable Response response;
    volatile @Nullable AskFailure failure;
    volatile @Nullable AskTicket ticket;

    @Override
    public void answered(Response answer) {
      response = answer;
    }

    @Override
    public void failed(AskFailure why) {
      failure = why;
    }

    boolean isOver() {
      return response != null || failure != null;
    }
  }

  Outcome ask(NodeKey peer, Request request, int expectedBytes) {
    Outcome outcome = new Outcome();
    loop.post(() -> outcome.ticket = network.ask(peer, request, expectedBytes, outcome));
    return outcome;
  }

  Outcome askChunk(NodeKey peer, long index) {
    return ask(peer, new GetChunk(CONTENT, index), index >= SMALL ? 100 : WireLimits.CHUNK_BYTES);
  }

  void know(NetNode other) {
    loop.post(() -> network.know(other.nodeKey(), other.endpoints));
  }

  Endpoint endpoint(TransportKind kind) {
    return endpoints.stream().filter(at -> at.kind() == kind).findFirst().orElseThrow();
  }

  <T> CompletableFuture<T> on(Supplier<T> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.post(() -> result.complete(action.get()));
    return result;
  }

  CompletableFuture<NodeKey> contact(Endpoint at, @Nullable NodeKey expected) {
    return on(() -> network.contact(at, expected)).thenCompose(future -> future);
  }

  // What it hears.

  @Override
  public void connected(NodeKey peer, PathKind path, Endpoint at, boolean extended) {
    events.add("connected " + (extended ? "extended" : "plain"));
  }

  @Override
  public void pathChanged(NodeKey peer, PathKind from, PathKind to, Endpoint at) {
    events.add("path " + at.kind());
  }

  @Override
  public void disconnected(NodeKey peer) {
    events.add("disconnected");
  }

  @Override
  public void identityMismatch(Endpoint at, NodeKey expected, NodeKey actual) {
    events.add("mismatch " + expected + " " + actual);
  }

  @Override
  public void channelIntercepted(Endpoint at, NodeKey peer) {
    events.add("intercepted " + peer);
  }

  @Override
  public void suspicious(Endpoint at, HandshakeFailure why, @Nullable NodeKey claimedKey) {
    events.add("suspicious " + why);
  }

  @Override
  public void throttled(NodeKey peer) {
    events.add("throttled");
  }

  @Override
  public void lied(NodeKey peer, ErrorCode what) {
    events.add("lied " + what);
  }
}
