package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.contract.Waiter;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SimultaneousOpen;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.session.HandshakeFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Sessions between two nodes that connect to each other at the same time, over real TLS. A listener
 * whose queue is full stands for a router: Linux drops what comes to it.
 */
@EnabledOnOs(OS.LINUX)
class MetSessionTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final LoopbackNodes nodes = new LoopbackNodes();
  private final TestNode one = nodes.node();
  private final TestNode other = nodes.node();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private InetSocketAddress oneAt = new InetSocketAddress(0);
  private InetSocketAddress otherAt = new InetSocketAddress(0);

  @BeforeEach
  void bothHaveDialledSomebody() throws Exception {
    TestNode witness = nodes.server();
    oneAt = dial(one, witness);
    otherAt = dial(other, witness);
    ServerSocket full = new ServerSocket();
    opened.add(full);
    full.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    full.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    full.bind(otherAt, 1);
    for (int i = 0; i < 2; i++) {
      opened.add(new Socket(InetAddress.getLoopbackAddress(), otherAt.getPort()));
    }
  }

  private static InetSocketAddress dial(TestNode from, TestNode to) throws Exception {
    return from.sessions
        .dial(from.transport, to.address, PATIENCE, to.key.nodeKey(), true)
        .get(60, TimeUnit.SECONDS)
        .connection()
        .local();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    nodes.close();
  }

  private CompletableFuture<PeerSession> meet(
      TestNode node, InetSocketAddress from, InetSocketAddress to, boolean initiator, NodeKey key) {
    return node.sessions.meet(
        (SimultaneousOpen) node.transport, from, to, initiator, PATIENCE, key);
  }

  /** In the kernel's table: state 02 is SYN_SENT. Before that the other side would be refused. */
  private void awaitFirstPacket() {
    String ends = String.format(".*:%04X .*:%04X 02 .*", oneAt.getPort(), otherAt.getPort());
    BooleanSupplier isOut =
        () ->
            Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(MetSessionTest::lines)
                .anyMatch(line -> line.matches(ends));
    assertThat(Waiter.realTime().await(isOut, PATIENCE)).isTrue();
  }

  private static Stream<String> lines(String table) {
    try {
      return Files.readAllLines(Path.of(table)).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theTwoThatWereExpectedHaveASessionOnWhichBothAsk() throws Exception {
    CompletableFuture<PeerSession> first = meet(one, oneAt, otherAt, true, other.key.nodeKey());
    awaitFirstPacket();
    PeerSession second =
        meet(other, otherAt, oneAt, false, one.key.nodeKey()).get(60, TimeUnit.SECONDS);
    assertThat(first.get(60, TimeUnit.SECONDS).peer().key()).isEqualTo(other.key.nodeKey());
    assertThat(second.peer().key()).isEqualTo(one.key.nodeKey());
    assertThat(first.get().isInitiator()).isTrue();
    assertThat(second.isInitiator()).isFalse();
    assertThat(one.established).contains(first.get());
    assertThat(other.established).contains(second);
  }

  @Test
  void whoeverElseAnswersIsRefused() throws Exception {
    NodeKey wanted = SigningKey.generate(Entropy.system()).nodeKey();
    CompletableFuture<PeerSession> first = meet(one, oneAt, otherAt, true, wanted);
    awaitFirstPacket();
    CompletableFuture<PeerSession> second = meet(other, otherAt, oneAt, false, one.key.nodeKey());
    assertThatThrownBy(() -> first.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(HandshakeRefusedException.class);
    assertThatThrownBy(() -> second.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
    assertThat(one.refused)
        .containsExactly(
            new TestNode.Refusal(true, HandshakeFailure.UNEXPECTED_KEY, other.key.nodeKey()));
    assertThat(one.established).hasSize(1);
    assertThat(other.established).hasSize(1);
  }

  @Test
  void whoeverElseAsksIsRefused() throws Exception {
    NodeKey wanted = SigningKey.generate(Entropy.system()).nodeKey();
    CompletableFuture<PeerSession> first = meet(one, oneAt, otherAt, true, other.key.nodeKey());
    awaitFirstPacket();
    CompletableFuture<PeerSession> second = meet(other, otherAt, oneAt, false, wanted);
    assertThatThrownBy(() -> second.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(HandshakeRefusedException.class);
    assertThatThrownBy(() -> first.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
    assertThat(other.refused)
        .containsExactly(
            new TestNode.Refusal(false, HandshakeFailure.UNEXPECTED_KEY, one.key.nodeKey()));
    assertThat(other.established).hasSize(1);
    assertThat(Waiter.realTime().await(() -> one.established.size() == 1, PATIENCE)).isTrue();
  }
}
