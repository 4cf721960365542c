package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.sim.SimHost;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimTransport;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.Bytes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Asking by key in the simulated world: which way is taken, and how many sessions that takes. */
class PeerSessionsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final SimWorld world = SimWorld.seeded(7);
  private final Map<NodeKey, List<Endpoint>> addresses = new HashMap<>();
  private int hosts;

  private TestNode server(TransportKind kind) {
    SimHost host = world.network().host("server " + hosts++);
    SimTransport transport = SimTransport.on(host, kind, TransportSettings.defaults());
    TestNode node =
        new TestNode(
            new SimLoop(host), transport, world.entropy(host.name()), SessionContract.OFFER);
    var listening = node.sessions.listen(transport, host.address(0)).toCompletableFuture();
    world.runUntil(listening::isDone, LIMIT);
    node.address = listening.join();
    addresses
        .computeIfAbsent(node.key.nodeKey(), key -> new ArrayList<>())
        .add(new Endpoint(kind, node.address));
    return node;
  }

  /** A node that asks by key over both transports. */
  private final class Asker {
    final Map<TransportKind, Transport> transports = new HashMap<>();
    final TestNode node;
    final PeerSessions peers;

    Asker() {
      SimHost host = world.network().host("asker");
      for (TransportKind kind : List.of(TransportKind.TCP, TransportKind.QUIC)) {
        transports.put(kind, SimTransport.on(host, kind, TransportSettings.defaults()));
      }
      node =
          new TestNode(
              new SimLoop(host),
              transports.get(TransportKind.TCP),
              world.entropy("asker"),
              SessionContract.OFFER);
      peers =
          new PeerSessions(
              node.loop,
              node.sessions,
              transports,
              peer -> addresses.getOrDefault(peer, List.of()),
              10);
      node.peers = peers;
    }

    SessionContract.Answer ask(NodeKey peer) {
      SessionContract.Answer answer = new SessionContract.Answer();
      Bytes payload = Bytes.wrap(new byte[100]);
      node.loop.post(
          () ->
              peers.ask(
                  peer, TestNode.ECHO, TestNode.ECHOED, out -> out.raw(payload), 100, answer));
      return answer;
    }
  }

  @Test
  void aHundredQuestionsTakeOneSession() {
    TestNode server = server(TransportKind.TCP);
    Asker asker = new Asker();
    List<SessionContract.Answer> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(asker.ask(server.key.nodeKey()));
    }
    world.runUntil(() -> answers.stream().allMatch(SessionContract.Answer::isOver), LIMIT);
    assertThat(answers).allMatch(answer -> answer.failure == null);
    assertThat(server.established).hasSize(1);
  }

  @Test
  void anIdleSessionIsClosedAndTheNextQuestionMakesAnother() {
    TestNode server = server(TransportKind.TCP);
    Asker asker = new Asker();
    world.runUntil(asker.ask(server.key.nodeKey())::isOver, LIMIT);
    world.runUntil(() -> !server.closed.isEmpty(), Duration.ofMinutes(3));
    assertThat(asker.peers.size()).isZero();
    SessionContract.Answer answer = asker.ask(server.key.nodeKey());
    world.runUntil(answer::isOver, LIMIT);
    assertThat(answer.failure).isNull();
    assertThat(server.established).hasSize(2);
  }

  @Test
  void aSilentFirstAddressCostsAQuarterOfASecond() {
    TestNode server = server(TransportKind.QUIC);
    SimHost silent = world.network().host("silent");
    silent.acceptsInbound(false);
    addresses
        .get(server.key.nodeKey())
        .add(0, new Endpoint(TransportKind.TCP, silent.address(7_001)));
    Asker asker = new Asker();
    SessionContract.Answer answer = asker.ask(server.key.nodeKey());
    world.runUntil(answer::isOver, Duration.ofMillis(700));
    assertThat(answer.failure).isNull();
    assertThat(asker.node.established.get(0).kind()).isEqualTo(TransportKind.QUIC);
  }

  @Test
  void aPeerNobodyCanReachFailsTheQuestion() {
    Asker asker = new Asker();
    TestNode impostor = server(TransportKind.TCP);
    NodeKey nobody = asker.node.key.nodeKey();
    SessionContract.Answer unknown = asker.ask(nobody);
    world.runUntil(unknown::isOver, LIMIT);
    assertThat(unknown.failure).isEqualTo(SessionFailure.ENDED);

    NodeKey other = NodeKey.of(new byte[NodeKey.LENGTH]);
    InetSocketAddress at = impostor.address;
    addresses.put(other, List.of(new Endpoint(TransportKind.TCP, at)));
    SessionContract.Answer wrong = asker.ask(other);
    world.runUntil(wrong::isOver, LIMIT);
    assertThat(wrong.failure).as("somebody else lives there").isEqualTo(SessionFailure.ENDED);
  }
}
