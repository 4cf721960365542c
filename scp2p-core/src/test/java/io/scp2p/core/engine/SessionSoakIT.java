package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.session.PinBook;
import io.scp2p.core.wire.message.PexRequest;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A minute of connecting, asking, cancelling and leaving over real TLS, and one over real QUIC:
 * more of each than a busy node sees in an hour. What the process holds afterwards is what it held
 * after a tenth of it.
 */
@Tag("heavy")
class SessionSoakIT {
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration SOAK = Duration.ofSeconds(60);
  private static final int SMALL_REQUESTS = 20;
  private static final int CHUNKS = 4;
  private static final int CANCELLED = 4;

  private final List<String> report = new ArrayList<>();
  private long connects;
  private long requests;
  private long cancels;

  /**
   * The resident size is only told: it follows the heap, which grows as far as the machine lets it.
   */
  private record Held(long heap, long direct, long threads, long files, long resident) {}

  private static Held held() throws IOException {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"));
        Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
      long resident =
          status
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
              .findFirst()
              .orElse(0);
      return new Held(
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          direct,
          ManagementFactory.getThreadMXBean().getThreadCount(),
          files.count(),
          resident);
    }
  }

  private static NetNode node(String name, TransportKind kind, ExecutorService executor) {
    NodeConfig config =
        NetworkContract.config(
            builder -> builder.limits(limits -> limits.requestsPerMinute(10_000_000)));
    return new NetNode(
        new EventLoop(name, TimeSource.system()),
        executor,
        Map.of(kind, TcpSessionTest.transport(kind)),
        Entropy.system(),
        config,
        SessionContract.OFFER,
        InetAddress.getLoopbackAddress(),
        PinBook.State.EMPTY);
  }

  private static void await(CompletableFuture<?> future) {
    assertThat(Waiter.realTime().await(future::isDone, Duration.ofSeconds(30))).isTrue();
    future.join();
  }

  private void round(NetNode client, NetNode server) {
    Endpoint at = server.endpoints.get(0);
    await(client.contact(at, null));
    connects++;
    List<NetNode.Outcome> wanted = new ArrayList<>();
    List<NetNode.Outcome> unwanted = new ArrayList<>();
    for (int i = 0; i < SMALL_REQUESTS; i++) {
      wanted.add(client.ask(server.nodeKey(), new PexRequest(8), 100));
    }
    for (int i = 0; i < CHUNKS; i++) {
      wanted.add(client.askChunk(server.nodeKey(), i));
    }
    for (int i = 0; i < CANCELLED; i++) {
      NetNode.Outcome outcome = client.askChunk(server.nodeKey(), i);
      client.loop.post(() -> outcome.ticket.cancel());
      unwanted.add(outcome);
    }
    assertThat(
            Waiter.realTime()
                .await(
                    () ->
                        Stream.concat(wanted.stream(), unwanted.stream())
                            .allMatch(NetNode.Outcome::isOver),
                    Duration.ofSeconds(30)))
        .isTrue();
    assertThat(wanted).allMatch(outcome -> outcome.failure == null);
    requests += wanted.size();
    cancels += unwanted.size();
    await(
        client.on(
            () -> {
              client.network.disconnect(server.nodeKey(), "a round is over");
              return true;
            }));
  }

  /** What is held once closed connections are cleared up; QUIC takes three probe timeouts. */
  private static Held quietly(TransportKind kind) throws IOException {
    if (kind == TransportKind.QUIC) {
      Waiter.realTime().await(() -> false, Duration.ofSeconds(8));
    }
    return held();
  }

  private void rounds(NetNode client, NetNode server, Duration length) {
    long began = System.nanoTime();
    while (System.nanoTime() - began < length.toNanos()) {
      round(client, server);
      client.events.clear();
      server.events.clear();
    }
  }

  @Test
  void whatTheProcessHoldsStaysFlatOverTls() throws IOException {
    soak(TransportKind.TCP);
    assertThat(connects).as("more than an hour of one each three seconds").isGreaterThan(1_200);
  }

  /** Its connections cost much more. */
  @Test
  void whatTheProcessHoldsStaysFlatOverQuic() throws IOException {
    soak(TransportKind.QUIC);
    assertThat(connects).as("more than an hour of one each half minute").isGreaterThan(120);
  }

  private void soak(TransportKind kind) throws IOException {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    NetNode server = node("server", kind, executor);
    NetNode client = node("client", kind, executor);
    CompletableFuture<List<Endpoint>> listening = server.network.listen();
    await(listening);
    server.endpoints = listening.join();
    rounds(client, server, WARM_UP);
    Held before = quietly(kind);
    rounds(client, server, SOAK);
    Held after = quietly(kind);
    report.add(kind + ": connects " + connects + ", requests " + requests + ", cancels " + cancels);
    report.add("before " + before);
    report.add("after  " + after);
    report.forEach(System.out::println);
    await(client.network.close());
    await(server.network.close());
    ((EventLoop) client.loop).close();
    ((EventLoop) server.loop).close();
    executor.shutdown();
    assertThat(after.heap() - before.heap()).isLessThan(12L << 20);
    assertThat(after.direct() - before.direct()).isLessThan(16L << 20);
    assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 2);
    assertThat(after.files()).isLessThanOrEqualTo(before.files() + 4);
  }
}
