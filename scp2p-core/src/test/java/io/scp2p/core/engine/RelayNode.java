package io.scp2p.core.engine;

import io.scp2p.api.BootstrapAddress;
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
import io.scp2p.core.engine.relay.RelayEngine;
import io.scp2p.core.engine.relay.RelayListener;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.protocol.session.Extensions;
import io.scp2p.core.protocol.session.HandshakeFailure;
import io.scp2p.core.protocol.session.LocalNode;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.HelloOffer;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.relay.AskRoutes;
import io.scp2p.core.wire.relay.Routes;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A node with relays: it serves chunks of one secret content and can relay. */
final class RelayNode implements NetworkListener, RelayListener {
  static final ContentId CONTENT = ContentId.of(new byte[ContentId.LENGTH]);

  /** What a relay must never see: it stands in every chunk, again and again. */
  static final byte[] SECRET = "the secret that stands in every chunk".getBytes();

  static final Bytes CHUNK = chunk();

  static final HelloOffer OFFER =
      new HelloOffer(
          Map.of(Extensions.MULTIPLEX, 1, Extensions.PING, 1, AskRoutes.FEATURE, 1),
          Map.of(Extensions.MAX_INFLIGHT, 32L));

  final Loop loop;
  final SigningKey key;
  final Network network;
  final RelayEngine relays;
  final List<String> events = new ArrayList<>();
  int served;
  List<Endpoint> endpoints = List.of();

  RelayNode(
      Loop loop,
      Transport transport,
      Entropy entropy,
      NodeConfig config,
      @Nullable HelloOffer offer,
      InetAddress address) {
    this.loop = loop;
    this.key = SigningKey.generate(entropy);
    Offload offload = new Offload(loop, Runnable::run);
    this.relays = new RelayEngine(loop, offload, entropy, config, key, new SplittableRandom(3));
    ServiceRegistry.Builder services =
        ServiceRegistry.builder()
            .serve(
                GetChunk.class,
                (request, from, to) -> {
                  served++;
                  to.answer(
                      new Answer.Success(new ChunkData(CONTENT, request.chunkIndex(), CHUNK)));
                });
    relays.addTo(services);
    this.network =
        new Network(
            NetworkParts.of(
                    loop,
                    offload,
                    Map.of(TransportKind.TCP, transport),
                    new LocalNode(key, new Capabilities(true, true, true, true, false), offer),
                    entropy,
                    config,
                    services.build(),
                    this)
                .bindAddress(address)
                .codecs(peer -> codec(peer.extensions().isPresent())));
    relays.join(network, this, () -> events.add("moved"));
  }

  private static MessageCodec codec(boolean extended) {
    return extended
        ? MessageCodec.v1()
            .withRequest(AskRoutes.TYPE, payload -> CborReader.decode(payload, AskRoutes::read))
            .withResponse(AskRoutes.TYPE, payload -> CborReader.decode(payload, Routes::read))
        : MessageCodec.v1();
  }

  private static Bytes chunk() {
    byte[] bytes = new byte[WireLimits.CHUNK_BYTES];
    for (int at = 0; at + SECRET.length <= bytes.length; at += SECRET.length) {
      System.arraycopy(SECRET, 0, bytes, at, SECRET.length);
    }
    return Bytes.wrap(bytes);
  }

  NodeKey nodeKey() {
    return key.nodeKey();
  }

  BootstrapAddress at() {
    Endpoint tcp = endpoints.get(0);
    return new BootstrapAddress(
        TransportKind.TCP, tcp.address().getAddress(), tcp.address().getPort(), nodeKey());
  }

  NetNode.Outcome ask(NodeKey peer, Request request, int expectedBytes) {
    NetNode.Outcome outcome = new NetNode.Outcome();
    loop.post(() -> outcome.ticket = network.ask(peer, request, expectedBytes, outcome));
    return outcome;
  }

  NetNode.Outcome askChunk(NodeKey peer, long index) {
    return ask(peer, new GetChunk(CONTENT, index), WireLimits.CHUNK_BYTES);
  }

  /** The paths of its sessions, in order. */
  List<PathKind> paths() {
    return network.snapshot().stream().map(session -> session.path()).sorted().toList();
  }

  PeerAddress relayed() {
    return relays.addresses().get(0);
  }

  @Override
  public void connected(NodeKey peer, PathKind path, Endpoint at, boolean extended) {
    events.add("connected " + path);
    relays.connected(peer);
  }

  @Override
  public void disconnected(NodeKey peer) {
    events.add("disconnected");
  }

  @Override
  public void channelIntercepted(Endpoint at, NodeKey peer) {
    events.add("intercepted");
  }

  @Override
  public void suspicious(Endpoint at, HandshakeFailure why, @Nullable NodeKey claimedKey) {
    events.add("suspicious " + why);
  }

  @Override
  public void tunnelOpened(NodeKey relay) {
    events.add("tunnel");
  }

  @Override
  public void tunnelLost(NodeKey relay, ErrorCode why) {
    events.add("lost");
  }

  @Override
  public void serving(int tunnels) {
    events.add("serving " + tunnels);
  }

  static boolean contains(byte[] all, byte[] part) {
    for (int at = 0; at + part.length <= all.length; at++) {
      if (all[at] == part[0] && Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }
}
