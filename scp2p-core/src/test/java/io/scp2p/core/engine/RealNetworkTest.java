package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.session.PinBook;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.record.HelloOffer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Networks over real TLS and real QUIC on loopback, where every node has the same address. */
class RealNetworkTest extends NetworkContract {
  private final Set<Thread> before = Thread.getAllStackTraces().keySet();
  private final ExecutorService executor =
      Executors.newFixedThreadPool(2, task -> new Thread(task, "blocking"));
  private final List<NetNode> nodes = new ArrayList<>();

  @Override
  NetNode node(NodeConfig config, @Nullable HelloOffer offer, PinBook.State pins) {
    Map<TransportKind, Transport> transports = new EnumMap<>(TransportKind.class);
    for (TransportKind kind : List.of(TransportKind.TCP, TransportKind.QUIC)) {
      transports.put(kind, TcpSessionTest.transport(kind));
    }
    NetNode node =
        new NetNode(
            new EventLoop("node " + nodes.size(), TimeSource.system()),
            executor,
            transports,
            Entropy.system(),
            config,
            offer,
            InetAddress.getLoopbackAddress(),
            pins);
    nodes.add(node);
    return node;
  }

  @Override
  Waiter waiter() {
    return Waiter.realTime();
  }

  /** It moves; how fast is held by the simulated network, where no machine is slow. */
  @Override
  Duration bulkMovesWithin() {
    return PATIENCE;
  }

  @AfterEach
  void close() {
    nodes.forEach(node -> result(node.network.close()));
    nodes.forEach(node -> ((EventLoop) node.loop).close());
    executor.shutdown();
    nodes.clear();
  }

  private NetNode tcpClientOf(NetNode server) {
    NetNode client = node();
    client.loop.post(
        () -> client.network.know(server.nodeKey(), List.of(server.endpoint(TransportKind.TCP))));
    return client;
  }

  @Test
  void anAddressThatAsksTooMuchIsRefusedWhateverKeysItUses() {
    NetNode server =
        listening(
            node(
                config(builder -> builder.limits(limits -> limits.requestsPerMinute(5))),
                SessionContract.OFFER,
                PinBook.State.EMPTY));
    int refused = 0;
    for (int i = 0; i < 9; i++) {
      NetNode client = tcpClientOf(server);
      for (int j = 0; j < 5; j++) {
        AskFailure failure = over(client.ask(server.nodeKey(), findNode(client), 100)).failure;
        if (failure != null) {
          assertThat(failure).isEqualTo(new AskFailure.Refused(WireErrorText.REQUEST_RATE_LIMIT));
          refused++;
        }
      }
    }
    assertThat(refused).as("eight nodes may use all they are allowed").isEqualTo(5);
  }

  @Test
  void anAddressGetsOnlySoManySessions() {
    NetNode server =
        listening(
            node(
                config(builder -> builder.limits(limits -> limits.maxSessionsPerAddress(2))),
                SessionContract.OFFER,
                PinBook.State.EMPTY));
    for (int i = 1; i <= 2; i++) {
      int working = i;
      NetNode.Outcome unused = tcpClientOf(server).askChunk(server.nodeKey(), NetNode.NEVER);
      await("it is being worked for", () -> server.served.get() == working);
      assertThat(unused.isOver()).isFalse();
    }
    NetNode third = tcpClientOf(server);
    assertThat(over(third.askChunk(server.nodeKey(), 1)).response).isNull();
    assertThat(result(server.on(server.network::snapshot))).hasSize(2);
  }

  @Test
  void anOrderlyCloseLeavesNoThread() {
    NetNode server = server();
    NetNode client = clientOf(server);
    assertThat(over(client.askChunk(server.nodeKey(), 1)).failure).isNull();
    assertThat(threads()).isNotEmpty();
    close();
    await("only threads of others are left; " + threads(), () -> threads().isEmpty());
  }

  /** Threads that this test has caused, without those that the platform shares and ends itself. */
  private List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> !name.startsWith("ForkJoinPool.common") && !name.contains("Cleaner"))
        .toList();
  }
}
