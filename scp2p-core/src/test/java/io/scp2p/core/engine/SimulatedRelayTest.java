package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.sim.SimHost;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimTransport;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.PexOffer;
import io.scp2p.core.wire.message.PexRequest;
import io.scp2p.core.wire.message.RelayRegister;
import io.scp2p.core.wire.record.HelloOffer;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.RelayRoute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nodes that nobody can dial, relays, and those who want to reach them, in a simulated world. */
class SimulatedRelayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SimWorld world = SimWorld.seeded(450_453);
  private final List<RelayNode> relays = new ArrayList<>();
  private Recorder recorder;
  private int nodes;

  private RelayNode node(UnaryOperator<NodeConfig.Builder> edit, @Nullable HelloOffer offer) {
    SimHost host = world.network().host("node " + nodes++);
    recorder = new Recorder(SimTransport.on(host, TransportKind.TCP, TransportSettings.defaults()));
    NodeConfig config = NetworkContract.config(edit);
    return new RelayNode(
        new SimLoop(host),
        recorder,
        world.entropy(host.name()),
        config,
        offer,
        host.addresses().get(0));
  }

  private RelayNode relay(boolean content) {
    RelayNode relay =
        node(builder -> builder.relay(r -> r.serve(true).serveContent(content)), RelayNode.OFFER);
    relays.add(relay);
    relay.endpoints = result(relay.network.listen());
    return relay;
  }

  private RelayNode firewalled(RelayNode... at) {
    RelayNode node = node(builder -> builder, RelayNode.OFFER);
    for (RelayNode relay : at) {
      result(node.relays.register(relay.at()));
    }
    return node;
  }

  private void await(String what, BooleanSupplier condition) {
    assertThat(world.holdsWithin(condition, PATIENCE)).as(what).isTrue();
  }

  private <T> T result(CompletableFuture<T> future) {
    await("it completes", future::isDone);
    return future.join();
  }

  private NetNode.Outcome over(NetNode.Outcome outcome) {
    await("it is over", outcome::isOver);
    return outcome;
  }

  private NodeKey know(RelayNode node, PeerAddress address) {
    return node.network.knowIndirect(address).orElseThrow();
  }

  /** As a v1 node, or whoever knows nothing better, writes it. */
  private static PeerAddress plain(PeerAddress address) {
    RelayRoute route = address.relayVia();
    return new PeerAddress(
        address.ip(),
        address.port(),
        address.transport(),
        null,
        new RelayRoute(route.relayAddress(), route.slotId()));
  }

  @Test
  void aSessionThroughARelayIsLikeAnyOther() {
    RelayNode relay = relay(true);
    RelayNode provider = firewalled(relay);
    RelayNode asker = firewalled();
    NodeKey key = know(asker, provider.relayed());
    assertThat(key).isEqualTo(provider.nodeKey());
    List<NetNode.Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      outcomes.add(asker.askChunk(key, i));
    }
    for (int i = 0; i < 40; i++) {
      NetNode.Outcome outcome = over(outcomes.get(i));
      assertThat(outcome.failure).isNull();
      assertThat(((ChunkData) outcome.response).data()).isEqualTo(RelayNode.CHUNK);
      assertThat(((ChunkData) outcome.response).chunkIndex()).isEqualTo(i);
    }
    assertThat(asker.paths()).contains(PathKind.RELAYED_SEALED);
    assertThat(provider.paths()).contains(PathKind.RELAYED_SEALED);
    assertThat(asker.network.peer(key).orElseThrow().extensions()).isPresent();
    assertThat(provider.network.connected()).contains(asker.nodeKey());
    assertThat(provider.relays.channels()).isEqualTo(1);
  }

  @Test
  void theRelaySeesNothingOfWhatPasses() {
    RelayNode relay = relay(true);
    Recorder atRelay = recorder;
    RelayNode provider = firewalled(relay);
    RelayNode asker = firewalled();
    for (int i = 0; i < 4; i++) {
      assertThat(over(asker.askChunk(know(asker, provider.relayed()), i)).failure).isNull();
    }
    byte[] seen = atRelay.seen();
    assertThat(seen.length).isGreaterThan(8 * RelayNode.CHUNK.size());
    assertThat(RelayNode.contains(seen, RelayNode.SECRET)).isFalse();

    // The same through a plain tunnel: this is what such a search finds if there is anything.
    RelayNode v1 = firewalled();
    NodeKey stranger = know(v1, plain(provider.relayed()));
    assertThat(over(v1.askChunk(stranger, 1)).failure).isNull();
    assertThat(RelayNode.contains(atRelay.seen(), RelayNode.SECRET)).isTrue();
  }

  @Test
  void aPlainNodeBehindARelayIsAStrangerWhateverItsAddressSays() {
    RelayNode relay = relay(true);
    RelayNode provider = firewalled(relay);
    RelayNode asker = firewalled();
    NodeKey stranger = know(asker, plain(provider.relayed()));
    assertThat(stranger).isNotEqualTo(provider.nodeKey());
    assertThat(over(asker.askChunk(stranger, 5)).failure).isNull();
    assertThat(asker.paths()).contains(PathKind.RELAYED_PLAIN);
    assertThat(provider.network.connected()).doesNotContain(asker.nodeKey());
    NetNode.Outcome nested = over(asker.ask(stranger, new RelayRegister(null, true), 100));
    assertThat(nested.failure)
        .isEqualTo(new AskFailure.Refused(WireErrorText.MISSING_REMOTE_IDENTITY));
  }

  @Test
  void anAddressThatHidesThatANodeSealsDoesNotMakeItPlain() {
    RelayNode relay = relay(true);
    RelayNode provider = firewalled(relay);
    RelayNode asker = firewalled();
    NodeKey key = know(asker, provider.relayed());
    over(asker.askChunk(key, 1));
    PeerAddress address = provider.relayed();
    RelayRoute route = address.relayVia();
    PeerAddress stripped =
        new PeerAddress(
            address.ip(),
            address.port(),
            address.transport(),
            provider.nodeKey(),
            new RelayRoute(route.relayAddress(), route.slotId()));
    assertThat(know(asker, stripped)).isEqualTo(provider.nodeKey());
  }

  @Test
  void tunnelsInsideTunnelsAreRefused() {
    RelayNode relay = relay(true);
    RelayNode provider = node(builder -> builder.relay(r -> r.serve(true)), RelayNode.OFFER);
    result(provider.relays.register(relay.at()));
    RelayNode asker = firewalled();
    NodeKey key = know(asker, provider.relayed());
    assertThat(over(asker.ask(key, new RelayRegister(null, true), 100)).failure)
        .isEqualTo(new AskFailure.Refused(WireErrorText.MISSING_REMOTE_IDENTITY));
    assertThat(provider.relays.service().tunnels()).isZero();
  }

  @Test
  void aSessionOutlivesItsRelay() {
    RelayNode one = relay(true);
    RelayNode two = relay(true);
    RelayNode provider = firewalled(one, two);
    await("two tunnels", () -> provider.relays.addresses().size() == 2);
    RelayNode asker = firewalled();
    NodeKey key = know(asker, provider.relayed());
    assertThat(over(asker.askChunk(key, 0)).failure).isNull();
    world.runFor(Duration.ofSeconds(2)); // It asks where else the other can be reached.
    RelayNode carrier = one.relays.service().relayedBytes() > 0 ? one : two;
    RelayNode other = carrier == one ? two : one;
    List<NetNode.Outcome> under = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      under.add(asker.askChunk(key, i));
    }
    world.runFor(Duration.ofMillis(30));
    carrier.network.close();
    under.forEach(outcome -> assertThat(over(outcome).failure).isNull());
    assertThat(over(asker.askChunk(key, 9)).failure).isNull();
    assertThat(other.relays.service().relayedBytes()).isGreaterThan(RelayNode.CHUNK.size());
    assertThat(provider.relays.channels()).as("the same channel").isEqualTo(1);
    assertThat(asker.events.stream().filter(event -> event.contains("RELAYED"))).hasSize(1);
  }

  @Test
  void aNodeWhoseRelayDiesRegistersAgainAndSaysSo() {
    RelayNode one = relay(true);
    RelayNode provider = firewalled(one);
    long slot = provider.relayed().relayVia().slotId();
    provider.events.clear();
    one.network.disconnect(provider.nodeKey(), "a test");
    await("a new slot", () -> provider.events.contains("tunnel"));
    await("others are told", () -> "moved".equals(provider.events.get(provider.events.size() - 1)));
    assertThat(provider.events).containsSubsequence("lost", "tunnel", "moved");
    assertThat(provider.relayed().relayVia().slotId()).isNotEqualTo(slot);
    RelayNode asker = firewalled();
    assertThat(over(asker.askChunk(know(asker, provider.relayed()), 1)).failure).isNull();
  }

  @Test
  void aDirectWayIsPreferred() {
    RelayNode relay = relay(true);
    RelayNode provider = firewalled(relay);
    provider.endpoints = result(provider.network.listen());
    RelayNode asker = firewalled();
    NodeKey key = know(asker, provider.relayed());
    asker.network.know(key, provider.endpoints);
    assertThat(over(asker.askChunk(key, 1)).failure).isNull();
    assertThat(asker.paths()).doesNotContain(PathKind.RELAYED_SEALED);
  }

  @Test
  void whereTheDirectWayIsBlockedTheRelayIsTaken() {
    RelayNode relay = relay(true);
    RelayNode provider = firewalled(relay);
    RelayNode nobody = node(builder -> builder, RelayNode.OFFER);
    nobody.endpoints = result(nobody.network.listen());
    RelayNode asker = firewalled();
    NodeKey key = know(asker, provider.relayed());
    asker.network.know(key, nobody.endpoints);
    assertThat(over(asker.askChunk(key, 1)).failure).isNull();
    assertThat(asker.paths()).contains(PathKind.RELAYED_SEALED);
  }

  @Test
  void aRelayForControlCarriesNoContentAndSaysSo() {
    RelayNode relay = relay(false);
    RelayNode provider = firewalled(relay);
    RelayNode asker = firewalled();
    NodeKey key = know(asker, provider.relayed());
    assertThat(over(asker.askChunk(key, 1)).failure)
        .isEqualTo(new AskFailure.Refused(WireErrorText.CONTENT_RELAY_DISABLED));
    assertThat(over(asker.ask(key, new PexRequest(5), 100)).response).isInstanceOf(PexOffer.class);
    NodeKey stranger = know(asker, plain(provider.relayed()));
    assertThat(over(asker.askChunk(stranger, 1)).failure)
        .isEqualTo(new AskFailure.Refused(WireErrorText.CONTENT_RELAY_DISABLED));
    assertThat(provider.served).isZero();
  }

  @Test
  void whoTakesContentFindsTheRelayThatCarriesIt() {
    RelayNode control = relay(false);
    RelayNode content = relay(true);
    RelayNode provider = firewalled(control, content);
    await("two tunnels", () -> provider.relays.addresses().size() == 2);
    RelayNode asker = firewalled();
    provider.relays.addresses().forEach(address -> know(asker, address));
    NodeKey key = provider.nodeKey();
    for (int i = 0; i < 5; i++) {
      assertThat(over(asker.askChunk(key, i)).failure).isNull();
    }
  }

  @Test
  void aNodeThatIsNoRelayRegistersNobody() {
    RelayNode none = node(builder -> builder, RelayNode.OFFER);
    none.endpoints = result(none.network.listen());
    RelayNode provider = node(builder -> builder, RelayNode.OFFER);
    CompletableFuture<?> refused = provider.relays.register(none.at());
    await("it fails", refused::isDone);
    assertThat(refused).isCompletedExceptionally();
    assertThat(provider.relays.addresses()).isEmpty();
  }

  @Test
  void aSlotThatIsGoneIsUnreachableAndNotWaitedFor() {
    RelayNode relay = relay(true);
    RelayNode provider = firewalled(relay);
    PeerAddress address = provider.relayed();
    provider.network.close();
    world.runFor(Duration.ofSeconds(1));
    RelayNode asker = firewalled();
    long began = world.nanos();
    assertThat(over(asker.askChunk(know(asker, address), 1)).failure)
        .isEqualTo(new AskFailure.Failed(SessionFailure.UNREACHABLE));
    assertThat(Duration.ofNanos(world.nanos() - began)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void anIdleTunnelIsClosedByTheRelayAndOpenedAnew() {
    RelayNode relay = relay(true);
    RelayNode provider = firewalled(relay);
    world.runFor(Duration.ofMinutes(12));
    assertThat(relay.relays.service().tunnels()).as("checks keep it").isEqualTo(1);
    assertThat(provider.events).doesNotContain("lost");
  }

  @Test
  void aFloodOfChannelsIsBounded() {
    RelayNode relay = relay(true);
    RelayNode provider = firewalled(relay);
    List<RelayNode> askers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      askers.add(firewalled());
    }
    List<NetNode.Outcome> outcomes = new ArrayList<>();
    for (RelayNode asker : askers) {
      NodeKey key = know(asker, provider.relayed());
      for (int i = 0; i < 8; i++) {
        outcomes.add(asker.askChunk(key, i));
      }
    }
    outcomes.forEach(this::over);
    assertThat(provider.relays.channels()).isLessThanOrEqualTo(6);
    assertThat(relay.relays.service().pending()).isZero();
    assertThat(outcomes.stream().filter(outcome -> outcome.failure == null).count())
        .as("nobody starves")
        .isEqualTo(outcomes.size());
  }
}
