package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.session.PinBook;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.protocol.session.SessionRules;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.FindNode;
import io.scp2p.core.wire.message.FindNodeResult;
import io.scp2p.core.wire.message.GetManifest;
import io.scp2p.core.wire.record.HelloOffer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What nodes can expect of their networks, over any transports. */
abstract class NetworkContract {
  static final Duration PATIENCE = Duration.ofMinutes(1);

  /** A node of its own with all transports, not yet listening. */
  abstract NetNode node(NodeConfig config, @Nullable HelloOffer offer, PinBook.State pins);

  abstract Waiter waiter();

  /** Two seconds, where the machine that runs the test has no part in it. */
  Duration bulkMovesWithin() {
    return Duration.ofSeconds(2);
  }

  /** Ports of its own choice: many nodes share a machine. */
  static NodeConfig config(UnaryOperator<NodeConfig.Builder> edit) {
    return edit.apply(NodeConfig.builder().network(network -> network.tcpPort(0).quicPort(0)))
        .build();
  }

  final NetNode node() {
    return node(config(builder -> builder), SessionContract.OFFER, PinBook.State.EMPTY);
  }

  final NetNode listening(NetNode node) {
    node.endpoints = result(node.network.listen());
    return node;
  }

  final NetNode server() {
    return listening(node());
  }

  final NetNode clientOf(NetNode server) {
    NetNode client = node();
    client.know(server);
    return client;
  }

  final void await(String what, BooleanSupplier condition) {
    assertThat(waiter().await(condition, PATIENCE)).as(what).isTrue();
  }

  final <T> T result(CompletableFuture<T> future) {
    await("it completes", future::isDone);
    return future.join();
  }

  final NetNode.Outcome over(NetNode.Outcome outcome) {
    await("it is over", outcome::isOver);
    return outcome;
  }

  static FindNode findNode(NetNode node) {
    return new FindNode(node.nodeKey().id());
  }

  static GetManifest manifest() {
    return new GetManifest(ManifestId.of(new byte[ManifestId.LENGTH]));
  }

  @Test
  void aQuestionIsAnswered() {
    NetNode server = server();
    NetNode client = clientOf(server);
    NetNode.Outcome small = over(client.ask(server.nodeKey(), findNode(client), 100));
    assertThat(small.failure).isNull();
    assertThat(small.response).isInstanceOf(FindNodeResult.class);
    NetNode.Outcome chunk = over(client.askChunk(server.nodeKey(), 7));
    assertThat(((ChunkData) chunk.response).chunkIndex()).isEqualTo(7);
    assertThat(client.events).startsWith("connected extended");
  }

  @Test
  void aRefusalIsItsText() {
    NetNode server = server();
    NetNode client = clientOf(server);
    NetNode.Outcome outcome = over(client.ask(server.nodeKey(), manifest(), 100));
    assertThat(outcome.failure).isEqualTo(new AskFailure.Refused(WireErrorText.MANIFEST_NOT_FOUND));
  }

  @Test
  void aPeerNobodyKnowsIsUnreachable() {
    NetNode client = node();
    NodeKey nobody = NodeKey.of(new byte[NodeKey.LENGTH]);
    NetNode.Outcome outcome = over(client.ask(nobody, findNode(client), 100));
    assertThat(outcome.failure).isEqualTo(new AskFailure.Failed(SessionFailure.UNREACHABLE));
  }

  @Test
  void manyQuestionsTakeOneSession() {
    NetNode server = server();
    NetNode client = clientOf(server);
    List<NetNode.Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      outcomes.add(client.askChunk(server.nodeKey(), NetNode.SMALL + i));
    }
    for (int i = 0; i < outcomes.size(); i++) {
      NetNode.Outcome outcome = over(outcomes.get(i));
      assertThat(outcome.failure).isNull();
      assertThat(((ChunkData) outcome.response).chunkIndex()).isEqualTo(NetNode.SMALL + i);
    }
    var sessions = result(client.on(client.network::snapshot));
    assertThat(sessions).hasSize(1);
    assertThat(sessions.get(0).inFlight()).isZero();
    assertThat(sessions.get(0).receivedBytes()).isGreaterThan(100 * 100);
    assertThat(sessions.get(0).sentBytes()).isGreaterThan(100);
    assertThat(sessions.get(0).roundTrip()).isPositive();
    assertThat(client.events).containsExactly("connected extended");
  }

  @Test
  void aCancelledQuestionFreesItsPlace() {
    NetNode server = server();
    NetNode client = clientOf(server);
    over(client.ask(server.nodeKey(), findNode(client), 100));
    int places = result(client.on(() -> client.network.inFlightLimit(server.nodeKey())));
    assertThat(places).isEqualTo(SessionRules.MAX_SERVING);
    List<NetNode.Outcome> open = new ArrayList<>();
    for (int i = 0; i < places; i++) {
      assertThat(mayAskMore(client, server)).isTrue();
      open.add(client.askChunk(server.nodeKey(), NetNode.NEVER));
    }
    assertThat(mayAskMore(client, server)).isFalse();
    NetNode.Outcome waits = client.ask(server.nodeKey(), findNode(client), 100);
    client.loop.post(() -> open.get(3).ticket.cancel());
    client.loop.post(() -> open.get(3).ticket.cancel());
    assertThat(over(open.get(3)).failure)
        .isEqualTo(new AskFailure.Failed(SessionFailure.CANCELLED));
    server.release();
    assertThat(over(waits).response).isInstanceOf(FindNodeResult.class);
    await("the others are answered", () -> open.stream().allMatch(NetNode.Outcome::isOver));
    assertThat(open).filteredOn(outcome -> outcome.response != null).hasSize(places - 1);
    assertThat(open.get(3).response).as("its late answer is dropped").isNull();
    assertThat(mayAskMore(client, server)).isTrue();
  }

  final boolean mayAskMore(NetNode client, NetNode server) {
    return result(client.on(() -> client.network.mayAskMore(server.nodeKey())));
  }

  @Test
  void aQuestionStillWaitingForASessionCanBeCancelled() {
    NetNode server = server();
    NetNode client = clientOf(server);
    NetNode.Outcome outcome = new NetNode.Outcome();
    client.loop.post(
        () -> client.network.ask(server.nodeKey(), findNode(client), 100, outcome).cancel());
    assertThat(over(outcome).failure).isEqualTo(new AskFailure.Failed(SessionFailure.CANCELLED));
    assertThat(over(client.ask(server.nodeKey(), findNode(client), 100)).failure).isNull();
  }

  @Test
  void aKeyThatAsksTooMuchIsRefused() {
    NetNode server =
        listening(
            node(
                config(builder -> builder.limits(limits -> limits.requestsPerMinute(20))),
                SessionContract.OFFER,
                PinBook.State.EMPTY));
    NetNode client = clientOf(server);
    for (int i = 0; i < 20; i++) {
      assertThat(over(client.ask(server.nodeKey(), findNode(client), 100)).failure).isNull();
    }
    for (int i = 0; i < 3; i++) {
      assertThat(over(client.ask(server.nodeKey(), findNode(client), 100)).failure)
          .isEqualTo(new AskFailure.Refused(WireErrorText.REQUEST_RATE_LIMIT));
    }
    assertThat(server.events).containsExactly("connected extended", "throttled");
    NetNode another = clientOf(server);
    assertThat(over(another.ask(server.nodeKey(), findNode(client), 100)).failure).isNull();
  }

  @Test
  void whoeverIsMetFirstAtAnAddressIsPinned() {
    NetNode server = server();
    NetNode client = node();
    Endpoint at = server.endpoint(TransportKind.TCP);
    assertThat(result(client.contact(at, null))).isEqualTo(server.nodeKey());
    assertThat(result(client.contact(at, null))).isEqualTo(server.nodeKey());
    assertThat(result(client.contact(at, server.nodeKey()))).isEqualTo(server.nodeKey());
    assertThat(result(client.on(() -> client.network.pin(at))))
        .contains(new PinBook.Pin(server.nodeKey(), true));
    assertThat(result(client.on(() -> client.network.snapshot()))).hasSize(1);
    assertThat(over(client.ask(server.nodeKey(), findNode(client), 100)).failure).isNull();
    PinBook.State kept = result(client.on(() -> client.network.pins().state()));

    NetNode impostor = server();
    NetNode restarted =
        node(
            config(builder -> builder),
            SessionContract.OFFER,
            moved(kept, at, impostor.endpoint(TransportKind.TCP)));
    Endpoint taken = impostor.endpoint(TransportKind.TCP);
    assertThatThrownBy(() -> result(restarted.contact(taken, null)))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(HandshakeRefusedException.class);
    assertThat(restarted.events)
        .containsExactly("mismatch " + server.nodeKey() + " " + impostor.nodeKey());
    restarted.loop.post(() -> restarted.network.trust(server.nodeKey(), impostor.nodeKey()));
    assertThat(result(restarted.contact(taken, null))).isEqualTo(impostor.nodeKey());
  }

  /** As if the second node had taken over the address of the first. */
  private static PinBook.State moved(PinBook.State state, Endpoint from, Endpoint to) {
    PinBook.Pin pin = state.pins().get(Contacts.text(from));
    return new PinBook.State(
        Map.of(Contacts.text(to), pin), state.extendedKeys(), state.confirmedKeys());
  }

  @Test
  void aNamedKeyThatIsNotThereIsAnEvent() {
    NetNode server = server();
    NetNode client = node();
    Endpoint at = server.endpoint(TransportKind.TCP);
    assertThatThrownBy(() -> result(client.contact(at, client.nodeKey())))
        .hasCauseInstanceOf(HandshakeRefusedException.class);
    assertThat(client.events)
        .containsExactly("mismatch " + client.nodeKey() + " " + server.nodeKey());
    assertThat(result(client.on(() -> client.network.pin(at)))).isEmpty();
  }

  @Test
  void aManInTheMiddleIsAnEvent() {
    for (TransportKind kind : List.of(TransportKind.TCP, TransportKind.QUIC)) {
      NetNode server = server();
      NetNode middle = node();
      NetNode client = node();
      var trap =
          result(
              new ManInTheMiddle(middle.transports.get(kind), server.endpoint(kind).address())
                  .listen(new InetSocketAddress(middle.address, 0)));
      assertThatThrownBy(() -> result(client.contact(new Endpoint(kind, trap), server.nodeKey())))
          .hasCauseInstanceOf(HandshakeRefusedException.class);
      assertThat(client.events).containsExactly("intercepted " + server.nodeKey());
      assertThat(result(client.on(client.network::snapshot))).isEmpty();
      assertThat(server.events).doesNotContain("connected extended");
    }
  }

  @Test
  void whoHadTheExtensionMustKeepIt() {
    NetNode plain = listening(node(config(builder -> builder), null, PinBook.State.EMPTY));
    NetNode.Outcome first = over(clientOf(plain).ask(plain.nodeKey(), manifest(), 100));
    assertThat(first.failure).isEqualTo(new AskFailure.Refused(WireErrorText.MANIFEST_NOT_FOUND));
    PinBook.State remembered = new PinBook.State(Map.of(), List.of(plain.nodeKey()), List.of());
    NetNode client = node(config(builder -> builder), SessionContract.OFFER, remembered);
    client.know(plain);
    assertThat(over(client.ask(plain.nodeKey(), manifest(), 100)).failure)
        .isEqualTo(new AskFailure.Failed(SessionFailure.UNREACHABLE));
    assertThat(client.events).contains("suspicious DOWNGRADED");
  }

  @Test
  void bulkMovesFromQuicToTcp() {
    NetNode server = server();
    NetNode client = node();
    client.loop.post(
        () -> client.network.know(server.nodeKey(), List.of(server.endpoint(TransportKind.QUIC))));
    assertThat(over(client.askChunk(server.nodeKey(), 1)).failure).isNull();
    assertThat(client.events).startsWith("connected extended");
    client.know(server); // The usual port beside QUIC's is looked at anyhow, if it was free.
    long began = client.loop.time().nanos();
    List<NetNode.Outcome> asked = new ArrayList<>();
    await(
        "bulk moves",
        () -> {
          if (asked.stream().allMatch(NetNode.Outcome::isOver)) {
            asked.add(client.askChunk(server.nodeKey(), asked.size()));
          }
          return client.events.contains("path TCP");
        });
    long took = client.loop.time().nanos() - began;
    assertThat(Duration.ofNanos(took)).isLessThan(bulkMovesWithin());
    assertThat(over(client.askChunk(server.nodeKey(), 9)).failure).isNull();
    assertThat(result(client.on(client.network::snapshot)))
        .extracting(session -> session.transport())
        .containsExactlyInAnyOrder(TransportKind.QUIC, TransportKind.TCP);
  }

  @Test
  void aBlockedPeerGetsNoSession() {
    NetNode server = server();
    NetNode client = clientOf(server);
    assertThat(over(client.ask(server.nodeKey(), findNode(client), 100)).failure).isNull();
    server.loop.post(() -> server.network.block(client.nodeKey()));
    await("it is gone", () -> client.events.contains("disconnected"));
    NetNode.Outcome outcome = over(client.ask(server.nodeKey(), findNode(client), 100));
    assertThat(outcome.response).isNull();
    assertThat(server.events).containsExactly("connected extended", "disconnected");
    assertThat(over(server.ask(client.nodeKey(), findNode(client), 100)).failure)
        .isEqualTo(new AskFailure.Failed(SessionFailure.UNREACHABLE));
    server.loop.post(() -> server.network.unblock(client.nodeKey()));
    await(
        "it may come back",
        () -> over(client.ask(server.nodeKey(), findNode(client), 100)).failure == null);
  }

  @Test
  void closingTellsWhoeverWaits() {
    NetNode server = server();
    NetNode client = clientOf(server);
    NetNode.Outcome open = client.askChunk(server.nodeKey(), NetNode.NEVER);
    await("it is being worked on", () -> server.served.get() == 1);
    CompletableFuture<Void> closed = client.network.close();
    assertThat(over(open).failure).isEqualTo(new AskFailure.Failed(SessionFailure.ENDED));
    result(closed);
    result(client.network.close());
    assertThat(over(client.ask(server.nodeKey(), findNode(client), 100)).failure)
        .isEqualTo(new AskFailure.Failed(SessionFailure.ENDED));
    assertThatThrownBy(() -> result(client.contact(server.endpoint(TransportKind.TCP), null)))
        .isInstanceOf(CompletionException.class);
    await("the server knows", () -> server.events.contains("disconnected"));
    assertThat(client.events).containsExactly("connected extended", "disconnected");
  }
}
