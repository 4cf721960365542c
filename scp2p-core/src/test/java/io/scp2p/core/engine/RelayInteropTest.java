package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.RelayRoute;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Relays between our nodes and one written from the document alone, over real TLS: in each of the
 * three places it does what section 14 says, and never receives a message of ours.
 */
class RelayInteropTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final byte[] CID = new byte[32];

  private final List<RelayNode> nodes = new ArrayList<>();
  private final List<ReferencePeer> peers = new ArrayList<>();

  private RelayNode node(boolean serves) {
    RelayNode node =
        new RelayNode(
            new EventLoop("node " + nodes.size(), TimeSource.system()),
            LoopbackNodes.transport(),
            Entropy.system(),
            NetworkContract.config(
                builder -> builder.relay(r -> r.serve(serves).serveContent(true))),
            RelayNode.OFFER,
            InetAddress.getLoopbackAddress());
    nodes.add(node);
    return node;
  }

  private RelayNode relay() {
    RelayNode relay = node(true);
    relay.endpoints = result(relay.network.listen());
    return relay;
  }

  @AfterEach
  void close() throws Exception {
    for (ReferencePeer peer : peers) {
      peer.close();
    }
    nodes.forEach(node -> node.loop.post(node.relays::close));
    nodes.forEach(node -> result(node.network.close()));
    nodes.forEach(node -> ((EventLoop) node.loop).close());
  }

  private static <T> T result(CompletableFuture<T> future) {
    assertThat(Waiter.realTime().await(future::isDone, PATIENCE)).as("it completes").isTrue();
    return future.join();
  }

  private static <T> T on(RelayNode node, Supplier<T> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    node.loop.post(() -> result.complete(action.get()));
    return result(result);
  }

  private ReferencePeer dial(RelayNode to) throws Exception {
    ReferencePeer peer = ReferencePeer.dial(to.endpoints.get(0).address()).shaken();
    peers.add(peer);
    return peer;
  }

  private static byte[] register() {
    return CBORObject.NewOrderedMap()
        .Add("relay_slot_id", CBORObject.Null)
        .Add("tunnel", true)
        .EncodeToBytes();
  }

  /** Section 14.3, step 1: the slot. */
  private static CBORObject registered(ReferencePeer firewalled) throws Exception {
    firewalled.send(450, 1, 0, register());
    CBORObject answer = firewalled.read();
    assertThat(answer.get("type").AsInt32()).isEqualTo(451);
    assertThat(answer.get("flags").AsInt32()).isEqualTo(1);
    return CBORObject.DecodeFromBytes(answer.get("payload").GetByteString()).get("relay_slot_id");
  }

  private static byte[] stream(CBORObject slot, int type, long requestId, byte[] payload) {
    return CBORObject.NewOrderedMap()
        .Add("relay_slot_id", slot)
        .Add("stream_id", 0)
        .Add("kind", "content")
        .Add("payload", ReferencePeer.envelope(type, requestId, 0, payload).EncodeToBytes())
        .EncodeToBytes();
  }

  private static CBORObject inner(CBORObject outer) {
    CBORObject stream = CBORObject.DecodeFromBytes(outer.get("payload").GetByteString());
    return CBORObject.DecodeFromBytes(stream.get("payload").GetByteString());
  }

  private static byte[] getChunk(int index) {
    return CBORObject.NewOrderedMap().Add(0, CID).Add(1, index).EncodeToBytes();
  }

  private static byte[] chunkData(int index, byte[] data) {
    return CBORObject.NewOrderedMap().Add(0, CID).Add(1, index).Add(2, data).EncodeToBytes();
  }

  @Test
  void ourRelayPassesEnvelopesBetweenTwoOfThem() throws Exception {
    RelayNode relay = relay();
    ReferencePeer firewalled = dial(relay);
    CBORObject slot = registered(firewalled);
    ReferencePeer one = dial(relay);
    ReferencePeer two = dial(relay);
    // Their request ids collide, and the second does not wait for the first (section 22.5).
    one.send(453, 10_000, 0, stream(slot, 500, 10_000, getChunk(1)));
    CBORObject first = firewalled.read();
    two.send(453, 10_000, 0, stream(slot, 500, 10_000, getChunk(2)));
    CBORObject second = firewalled.read();
    assertThat(first.get("type").AsInt32()).isEqualTo(500);
    assertThat(first.get("flags").AsInt32()).isZero();
    assertThat(first.get("payload").GetByteString()).isEqualTo(getChunk(1));
    assertThat(second.get("payload").GetByteString()).isEqualTo(getChunk(2));
    firewalled.send(501, first.get("req_id").AsInt64Value(), 1, chunkData(1, new byte[] {11}));
    firewalled.send(501, second.get("req_id").AsInt64Value(), 1, chunkData(2, new byte[] {22}));
    CBORObject toTwo = two.read();
    CBORObject toOne = one.read();
    assertThat(toOne.get("type").AsInt32()).isEqualTo(453);
    assertThat(toOne.get("req_id").AsInt64Value()).isEqualTo(10_000);
    assertThat(toOne.get("flags").AsInt32()).isEqualTo(1);
    assertThat(inner(toOne).get("payload").GetByteString())
        .isEqualTo(chunkData(1, new byte[] {11}));
    assertThat(inner(toOne).get("req_id").AsInt64Value()).isEqualTo(10_000);
    assertThat(inner(toTwo).get("payload").GetByteString())
        .isEqualTo(chunkData(2, new byte[] {22}));
  }

  @Test
  void whatTheOtherEndRefusesIsPassedOnAsItsAnswer() throws Exception {
    RelayNode relay = relay();
    ReferencePeer firewalled = dial(relay);
    CBORObject slot = registered(firewalled);
    ReferencePeer asker = dial(relay);
    asker.send(453, 7, 0, stream(slot, 4_711, 7, new byte[] {1, 2, 3}));
    CBORObject asked = firewalled.read();
    assertThat(asked.get("type").AsInt32()).isEqualTo(4_711);
    firewalled.send(4_711, asked.get("req_id").AsInt64Value(), 3, "unknown".getBytes());
    CBORObject answer = inner(asker.read());
    assertThat(answer.get("flags").AsInt32()).isEqualTo(3);
    assertThat(answer.get("req_id").AsInt64Value()).isEqualTo(7);
  }

  @Test
  void nothingIsEchoedAndADeadTunnelIsAnError() throws Exception {
    RelayNode relay = relay();
    ReferencePeer asker = dial(relay);
    CBORObject unknown = CBORObject.FromObject(77);
    asker.send(453, 1, 0, stream(unknown, 500, 1, getChunk(1)));
    assertThat(asker.answer()).isEqualTo("453/1/3 relay slot not found");
    asker.send(452, 2, 0, CBORObject.NewOrderedMap().Add("relay_slot_id", 77).EncodeToBytes());
    assertThat(asker.answer()).isEqualTo("452/2/3 relay slot not found");
    ReferencePeer firewalled = dial(relay);
    CBORObject slot = registered(firewalled);
    asker.send(453, 3, 0, stream(slot, 500, 3, getChunk(1)));
    firewalled.read();
    firewalled.hangUp();
    assertThat(asker.answer()).startsWith("453/3/3 relay bridge dropped response for slot");
    asker.send(453, 4, 0, stream(slot, 500, 4, getChunk(1)));
    assertThat(asker.answer()).isEqualTo("453/4/3 relay slot not found");
    asker.send(
        453,
        5,
        0,
        CBORObject.NewOrderedMap()
            .Add("relay_slot_id", slot)
            .Add("stream_id", 0)
            .Add("kind", "content")
            .Add("payload", new byte[] {1, 2})
            .EncodeToBytes());
    assertThat(asker.answer()).startsWith("453/5/3 relay tunnel: bad inner envelope");
  }

  @Test
  void whoeverSaysSomethingUnaskedInATunnelLosesIt() throws Exception {
    RelayNode relay = relay();
    ReferencePeer firewalled = dial(relay);
    registered(firewalled);
    firewalled.send(101, 9, 0, CBORObject.NewOrderedMap().Add("max_peers", 4).EncodeToBytes());
    assertThat(firewalled.isDropped()).isTrue();
    Waiter.realTime().await(() -> relay.relays.service().tunnels() == 0, PATIENCE);
    assertThat(relay.relays.service().tunnels()).isZero();
  }

  @Test
  void oneOfThemReadsFromOurFirewalledNode() throws Exception {
    RelayNode relay = relay();
    RelayNode provider = node(false);
    result(provider.relays.register(relay.at()));
    PeerAddress address = on(provider, provider::relayed);
    ReferencePeer asker = dial(relay);
    CBORObject slot =
        CBORObject.FromObject(
            com.upokecenter.numbers.EInteger.FromInt64AsUnsigned(address.relayVia().slotId()));
    asker.send(453, 10_000, 0, stream(slot, 500, 10_000, getChunk(3)));
    CBORObject answer = inner(asker.read());
    assertThat(answer.get("type").AsInt32()).isEqualTo(501);
    assertThat(answer.get("req_id").AsInt64Value()).isEqualTo(10_000);
    CBORObject data = CBORObject.DecodeFromBytes(answer.get("payload").GetByteString());
    assertThat(data.get(CBORObject.FromObject(2)).GetByteString())
        .isEqualTo(RelayNode.CHUNK.toArray());
    asker.send(453, 10_001, 0, stream(slot, 450, 10_001, register()));
    CBORObject refused = inner(asker.read());
    assertThat(new String(refused.get("payload").GetByteString()))
        .isEqualTo("missing remote peer identity");
  }

  @Test
  void ourNodeReadsFromOneOfThemBehindOurRelay() throws Exception {
    RelayNode relay = relay();
    ReferencePeer firewalled = dial(relay);
    CBORObject slot = registered(firewalled);
    RelayNode asker = node(false);
    NodeKey stranger = on(asker, () -> asker.network.knowIndirect(address(relay, slot)).get());
    NetNode.Outcome outcome = asker.askChunk(stranger, 6);
    CBORObject asked = firewalled.read();
    assertThat(asked.get("type").AsInt32()).as("no message of ours").isEqualTo(500);
    firewalled.send(
        501, asked.get("req_id").AsInt64Value(), 1, chunkData(6, RelayNode.CHUNK.toArray()));
    assertThat(Waiter.realTime().await(outcome::isOver, PATIENCE)).isTrue();
    assertThat(((ChunkData) outcome.response).data()).isEqualTo(RelayNode.CHUNK);
    assertThat(on(asker, asker::paths)).contains(PathKind.RELAYED_PLAIN);
  }

  private static PeerAddress address(RelayNode relay, CBORObject slot) {
    InetSocketAddress at = relay.endpoints.get(0).address();
    PeerAddress relayAddress =
        PeerAddress.direct(
            IpAddress.of(at.getAddress().getAddress()), at.getPort(), PeerTransport.TCP);
    return new PeerAddress(
        relayAddress.ip(),
        1,
        PeerTransport.TCP,
        null,
        new RelayRoute(relayAddress, slot.AsNumber().ToInt64Unchecked()));
  }

  @Test
  void ourFirewalledNodeKeepsATunnelAtOneOfThem() throws Exception {
    try (SSLServerSocket listener = ReferencePeer.listen()) {
      RelayNode provider = node(false);
      InetSocketAddress at = (InetSocketAddress) listener.getLocalSocketAddress();
      CompletableFuture<?> tunnel =
          provider.relays.register(
              new io.scp2p.api.BootstrapAddress(
                  io.scp2p.api.spi.TransportKind.TCP, at.getAddress(), at.getPort(), null));
      ReferencePeer relay = ReferencePeer.accept(listener);
      peers.add(relay);
      relay.shakeAsResponder(hello -> hello);
      CBORObject request = relay.read();
      assertThat(request.get("type").AsInt32()).isEqualTo(450);
      assertThat(request.get("payload").GetByteString()).isEqualTo(register());
      relay.send(
          451,
          request.get("req_id").AsInt64Value(),
          1,
          CBORObject.NewOrderedMap()
              .Add("relay_slot_id", com.upokecenter.numbers.EInteger.FromInt64AsUnsigned(-5L))
              .Add("expires_at", 1)
              .EncodeToBytes());
      result(tunnel);
      assertThat(on(provider, provider::relayed).relayVia().slotId()).isEqualTo(-5L);
      // From here on the roles are swapped (section 14.3).
      relay.send(500, 10_000, 0, getChunk(9));
      CBORObject answer = relay.read();
      assertThat(answer.get("type").AsInt32()).isEqualTo(501);
      assertThat(answer.get("req_id").AsInt64Value()).isEqualTo(10_000);
      Bytes data =
          Bytes.wrap(
              CBORObject.DecodeFromBytes(answer.get("payload").GetByteString())
                  .get(CBORObject.FromObject(2))
                  .GetByteString());
      assertThat(data).isEqualTo(RelayNode.CHUNK);
      relay.send(600, 1, 0, new byte[0]);
      assertThat(relay.answer()).isEqualTo("600/1/3 unknown message type 600");
    }
  }
}
