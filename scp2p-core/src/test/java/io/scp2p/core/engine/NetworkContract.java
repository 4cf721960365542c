package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.session.PinBook;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.FindNode;
import io.scp2p.core.wire.message.FindNodeResult;
import io.scp2p.core.wire.message.GetManifest;
import io.scp2p.core.wire.record.HelloOffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What nodes can expect of their networks, over any transports. */
abstract class NetworkContract {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A node of its own with all transports, not yet listening. */
  abstract NetNode node(NodeConfig config, @Nullable HelloOffer offer, PinBook.State pins);

  abstract Waiter waiter();

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
}
