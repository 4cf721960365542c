package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.diagnostics.NodeSnapshot;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.ServingQueue;
import io.scp2p.core.protocol.session.PinBook;
import io.scp2p.core.sim.SimHost;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimTransport;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.message.ExtensionRequest;
import io.scp2p.core.wire.record.HelloOffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Networks in the simulated world. */
class SimulatedNetworkTest extends NetworkContract {
  private final SimWorld world = SimWorld.seeded(20_261_121);
  private int nodes;

  @Override
  NetNode node(NodeConfig config, @Nullable HelloOffer offer, PinBook.State pins) {
    SimHost host = world.network().host("node " + nodes++);
    Map<TransportKind, Transport> transports = new EnumMap<>(TransportKind.class);
    for (TransportKind kind : List.of(TransportKind.TCP, TransportKind.QUIC)) {
      transports.put(kind, SimTransport.on(host, kind, TransportSettings.defaults()));
    }
    return new NetNode(
        new SimLoop(host),
        Runnable::run,
        transports,
        world.entropy(host.name()),
        config,
        offer,
        host.addresses().get(0),
        pins);
  }

  @Override
  Waiter waiter() {
    return world::holdsWithin;
  }

  private NetNode.Outcome[] chunks(NetNode client, NetNode server, int count) {
    NetNode.Outcome[] outcomes = new NetNode.Outcome[count];
    for (int i = 0; i < count; i++) {
      outcomes[i] = client.askChunk(server.nodeKey(), i);
    }
    return outcomes;
  }

  @Test
  void uploadsKeepToTheirCap() {
    NodeConfig capped =
        config(builder -> builder.transfer(t -> t.maxUploadBytesPerSecond(1 << 20)));
    NetNode server = listening(node(capped, SessionContract.OFFER, PinBook.State.EMPTY));
    NetNode client = clientOf(server);
    long began = world.nanos();
    NetNode.Outcome[] outcomes = chunks(client, server, 40);
    world.runUntil(() -> outcomes[12].isOver(), PATIENCE);
    NetNode.Outcome small = over(client.ask(server.nodeKey(), findNode(client), 100));
    assertThat(small.failure).isNull();
    assertThat(outcomes[20].isOver()).as("what is small does not wait for bulk").isFalse();
    for (NetNode.Outcome outcome : outcomes) {
      assertThat(over(outcome).failure).isNull();
    }
    assertThat(Duration.ofNanos(world.nanos() - began))
        .isBetween(Duration.ofMillis(9_500), Duration.ofMillis(10_500));
  }

  @Test
  void everyPeerHasTheCapOfTheConfiguration() {
    NodeConfig capped =
        config(builder -> builder.transfer(t -> t.maxUploadBytesPerSecondPerPeer(4 << 20)));
    NetNode server = listening(node(capped, SessionContract.OFFER, PinBook.State.EMPTY));
    NetNode one = clientOf(server);
    NetNode other = clientOf(server);
    long began = world.nanos();
    NetNode.Outcome[] first = chunks(one, server, 40);
    NetNode.Outcome[] second = chunks(other, server, 40);
    for (int i = 0; i < 40; i++) {
      assertThat(over(first[i]).failure).isNull();
      assertThat(over(second[i]).failure).isNull();
    }
    assertThat(Duration.ofNanos(world.nanos() - began))
        .as("neither waits for the other")
        .isBetween(Duration.ofMillis(2_000), Duration.ofMillis(2_700));
  }

  @Test
  void whoLeavesWhileItsChunksWaitForACapGivesItsPlacesBack() {
    NodeConfig capped =
        config(builder -> builder.transfer(t -> t.maxUploadBytesPerSecondPerPeer(64 << 10)));
    NetNode server = listening(node(capped, SessionContract.OFFER, PinBook.State.EMPTY));
    NetNode client = clientOf(server);
    NetNode.Outcome[] gone = chunks(client, server, 12);
    world.runUntil(() -> server.served.get() >= ServingQueue.MAX_WORKING_PER_PEER, PATIENCE);
    result(
        server.on(
            () -> {
              server.network.block(client.nodeKey());
              server.network.unblock(client.nodeKey());
              return true;
            }));
    for (NetNode.Outcome outcome : gone) {
      over(outcome);
    }
    world.runFor(Duration.ofSeconds(1));
    assertThat(result(server.on(server.network::budgets)))
        .filteredOn(budget -> budget.name().equals("serving.requests"))
        .singleElement()
        .returns(0L, NodeSnapshot.Budget::used);
    assertThat(over(client.askChunk(server.nodeKey(), 99)).failure).isNull();
  }

  @Test
  void aServiceThatBreaksGivesItsPlaceBack() {
    NetNode server = server();
    NetNode client = clientOf(server);
    for (int i = 0; i < 2 * ServingQueue.MAX_WORKING_PER_PEER; i++) {
      assertThat(over(client.askChunk(server.nodeKey(), NetNode.BUG)).failure)
          .isEqualTo(new AskFailure.Refused(Answer.BUG_TEXT));
    }
    assertThat(over(client.askChunk(server.nodeKey(), 1)).failure).isNull();
    assertThat(client.events).containsExactly("connected extended");
    assertThat(result(server.on(server.network::budgets)))
        .filteredOn(budget -> budget.name().equals("serving.requests"))
        .singleElement()
        .returns(0L, NodeSnapshot.Budget::used);
  }

  @Test
  void closingTellsWhoeverContactsSomebody() {
    SimHost silent = world.network().host("silent");
    silent.acceptsInbound(false);
    NetNode client = node();
    var contact = client.contact(new Endpoint(TransportKind.TCP, silent.address(7_001)), null);
    world.runFor(Duration.ofMillis(100));
    result(client.network.close());
    assertThatThrownBy(() -> result(contact))
        .hasCauseInstanceOf(TransportException.class)
        .hasMessageContaining("closing");
  }

  private long tcpSessionsOfBulk(Duration oneWay) {
    world.network().delay(oneWay);
    NetNode server = server();
    NetNode client = node();
    client.loop.post(
        () -> client.network.know(server.nodeKey(), List.of(server.endpoint(TransportKind.TCP))));
    assertThat(over(client.ask(server.nodeKey(), findNode(client), 100)).failure).isNull();
    for (int round = 0; round < 3; round++) {
      for (NetNode.Outcome outcome : chunks(client, server, 12)) {
        assertThat(over(outcome).failure).isNull();
      }
    }
    assertThat(client.events).as("all are one way").containsExactly("connected extended");
    return result(client.on(client.network::snapshot)).stream()
        .filter(session -> session.transport() == TransportKind.TCP)
        .count();
  }

  @Test
  void bulkOnALongWayGetsSeveralSessions() {
    assertThat(tcpSessionsOfBulk(Duration.ofMillis(100))).isEqualTo(4);
  }

  @Test
  void bulkOnAShortWayStaysOnOne() {
    assertThat(tcpSessionsOfBulk(Duration.ofMillis(10))).isEqualTo(1);
  }

  @Test
  void quicListensOnePortBelowTcp() {
    NetNode usual =
        listening(node(NodeConfig.defaults(), SessionContract.OFFER, PinBook.State.EMPTY));
    assertThat(usual.endpoint(TransportKind.TCP).address().getPort()).isEqualTo(7_001);
    assertThat(usual.endpoint(TransportKind.QUIC).address().getPort()).isEqualTo(7_000);
    NetNode anyPort = server();
    int tcp = anyPort.endpoint(TransportKind.TCP).address().getPort();
    assertThat(anyPort.endpoint(TransportKind.QUIC).address().getPort()).isEqualTo(tcp - 1);
    NodeConfig onlyQuic = NodeConfig.builder().network(n -> n.tcpPort(0).quicPort(9_000)).build();
    NetNode derived = listening(node(onlyQuic, SessionContract.OFFER, PinBook.State.EMPTY));
    assertThat(derived.endpoint(TransportKind.TCP).address().getPort()).isEqualTo(9_001);
    NodeConfig silent = NodeConfig.builder().network(n -> n.listen(false)).build();
    NetNode hidden = listening(node(silent, SessionContract.OFFER, PinBook.State.EMPTY));
    assertThat(hidden.endpoints).isEmpty();
  }

  private NetNode onATakenPort(boolean anyPortIfTaken) {
    NetNode node =
        node(
            NodeConfig.builder()
                .network(n -> n.tcpPort(7_001).quicPort(7_000).anyPortIfTaken(anyPortIfTaken))
                .build(),
            SessionContract.OFFER,
            PinBook.State.EMPTY);
    SimHost host = ((SimTransport) node.transports.get(TransportKind.TCP)).host();
    SimTransport other = SimTransport.on(host, TransportKind.TCP, TransportSettings.defaults());
    result(other.listen(host.address(7_001), connection -> null).toCompletableFuture());
    return node;
  }

  @Test
  void aTakenPortIsReplacedOrReported() {
    NetNode flexible = listening(onATakenPort(true));
    assertThat(flexible.endpoint(TransportKind.TCP).address().getPort()).isNotEqualTo(7_001);
    assertThat(flexible.endpoint(TransportKind.QUIC).address().getPort()).isEqualTo(7_000);
    NetNode strict = onATakenPort(false);
    assertThatThrownBy(() -> result(strict.network.listen()))
        .hasCauseInstanceOf(TransportException.class);
  }

  @Test
  void anAnswerThatMeansNothingIsMalformed() {
    SimHost host = world.network().host("liar");
    SimTransport transport = SimTransport.on(host, TransportKind.TCP, TransportSettings.defaults());
    TestNode liar =
        new TestNode(new SimLoop(host), transport, world.entropy("liar"), SessionContract.OFFER);
    var bound = result(liar.sessions.listen(transport, host.address(0)).toCompletableFuture());
    NetNode client = node();
    client.loop.post(
        () ->
            client.network.know(
                liar.key.nodeKey(), List.of(new Endpoint(TransportKind.TCP, bound))));
    record Echo() implements ExtensionRequest {
      @Override
      public int type() {
        return TestNode.ECHO;
      }

      @Override
      public int answerType() {
        return TestNode.ECHOED;
      }

      @Override
      public void write(CborWriter out) {
        out.map(0);
      }
    }
    NetNode.Outcome outcome = over(client.ask(liar.key.nodeKey(), new Echo(), 10));
    assertThat(outcome.failure).isEqualTo(new AskFailure.Malformed());
    assertThat(client.events).containsExactly("connected extended", "lied PROTOCOL_VIOLATION");
  }

  @Test
  void aSilentFirstAddressCostsAQuarterOfASecond() {
    NetNode server = server();
    SimHost silent = world.network().host("silent");
    silent.acceptsInbound(false);
    NetNode client = node();
    List<Endpoint> addresses =
        List.of(
            new Endpoint(TransportKind.TCP, silent.address(7_001)),
            server.endpoint(TransportKind.QUIC));
    client.loop.post(() -> client.network.know(server.nodeKey(), addresses));
    NetNode.Outcome outcome = client.ask(server.nodeKey(), findNode(client), 100);
    world.runUntil(outcome::isOver, Duration.ofMillis(700));
    assertThat(outcome.failure).isNull();
    assertThat(result(client.on(() -> client.network.addresses(server.nodeKey()))))
        .as("what has worked comes first from now on")
        .startsWith(server.endpoint(TransportKind.QUIC));
  }

  @Test
  void whoeverIsOnlyKnownOverQuicIsLookedForOverTcpBesideIt() {
    NetNode server = server();
    NetNode client = node();
    Endpoint quic = server.endpoint(TransportKind.QUIC);
    assertThat(result(client.contact(quic, null))).isEqualTo(server.nodeKey());
    assertThat(result(client.on(() -> client.network.addresses(server.nodeKey()))))
        .containsExactly(quic, server.endpoint(TransportKind.TCP));
    assertThat(over(client.askChunk(server.nodeKey(), 1)).failure).isNull();
    world.runFor(Duration.ofSeconds(1)); // The dial goes on in the background.
    NetNode.Outcome[] chunks = chunks(client, server, 4);
    for (NetNode.Outcome chunk : chunks) {
      assertThat(over(chunk).failure).isNull();
    }
    assertThat(client.events).containsExactly("connected extended", "path TCP");
  }

  @Test
  void anIdleSessionEndsAndTheNextQuestionMakesAnother() {
    NetNode server = server();
    NetNode client = clientOf(server);
    assertThat(over(client.ask(server.nodeKey(), findNode(client), 100)).failure).isNull();
    world.runUntil(() -> client.events.contains("disconnected"), Duration.ofMinutes(3));
    assertThat(over(client.ask(server.nodeKey(), findNode(client), 100)).failure).isNull();
    assertThat(client.events)
        .containsExactly("connected extended", "disconnected", "connected extended");
  }

  @Test
  void inDoubtASessionThatLeadsNowhereEndsInTwoSecondsAndAGoodOneStays() {
    NetNode server = server();
    NetNode other = server();
    NetNode client = clientOf(server);
    client.know(other);
    assertThat(over(client.ask(server.nodeKey(), findNode(client), 100)).failure).isNull();
    assertThat(over(client.ask(other.nodeKey(), findNode(client), 100)).failure).isNull();
    world.network().isolate("node 0");

    client.on(
        () -> {
          client.network.whereabouts().doubt();
          return true;
        });
    world.runFor(Duration.ofMillis(2_500));

    assertThat(client.events)
        .containsExactly("connected extended", "connected extended", "disconnected");
    assertThat(over(client.ask(other.nodeKey(), findNode(client), 100)).failure).isNull();
  }

  @Test
  void closingReleasesEverything() {
    NetNode server = server();
    NetNode client = clientOf(server);
    assertThat(over(client.askChunk(server.nodeKey(), 1)).failure).isNull();
    result(client.network.close());
    result(server.network.close());
    for (NetNode node : List.of(client, server)) {
      node.transports
          .values()
          .forEach(t -> assertThat(((SimTransport) t).liveResources()).isZero());
    }
  }
}
