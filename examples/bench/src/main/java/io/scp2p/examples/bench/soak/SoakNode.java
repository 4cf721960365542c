package io.scp2p.examples.bench.soak;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.diagnostics.NodeSnapshot;
import io.scp2p.examples.bench.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One node of the soak: used by many at once, started anew while nobody uses it. */
final class SoakNode implements AutoCloseable {
  private static final long OFFERED_BYTES = 1L << 30;

  /** Full within minutes: what grows after that is a leak. */
  private static final int KEPT_FOR_OTHERS = 1_000;

  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Set<String> OF_TRANSFERS =
      Set.of("serving.requests", "receive.bytes", "transfer.bytes", "downloads");

  private final Path home;
  private final boolean listens;
  private final Consumer<String> findings;
  private final ReadWriteLock using = new ReentrantReadWriteLock();
  private @Nullable Scp2pNode node;
  private @Nullable EventWatch watch;
  private volatile int port;

  SoakNode(Path home, boolean listens, Consumer<String> findings) {
    this.home = home;
    this.listens = listens;
    this.findings = findings;
  }

  BootstrapAddress address() {
    return BootstrapAddress.parse("tcp://127.0.0.1:" + port);
  }

  boolean listens() {
    return listens;
  }

  /** Starts it at an address of its own; those that listen relay for those that do not. */
  void begin(List<BootstrapAddress> others) throws IOException {
    port = FreePort.find();
    start(others);
  }

  private void start(List<BootstrapAddress> others) {
    NodeConfig config =
        NodeConfig.builder()
            .network(
                network ->
                    network
                        .listen(listens)
                        .tcpPort(port)
                        .quicPort(0)
                        .lanDiscovery(false)
                        .portMapping(false)
                        .bootstrap(others)
                        .advertised(
                            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))))
            .relay(relay -> relay.serve(listens).serveContent(listens))
            .limits(limits -> limits.requestsPerMinute(1_000_000))
            .dht(dht -> dht.maxValues(KEPT_FOR_OTHERS))
            .vault(vault -> vault.offeredBytes(OFFERED_BYTES).perOwnerBytes(OFFERED_BYTES))
            .build();
    Scp2pNode started = Scp2pNode.builder().home(home).config(config).start();
    node = started;
    watch = new EventWatch(name(), started, findings);
  }

  /** Uses it, together with others. */
  void use(Use use) throws Exception {
    using.readLock().lock();
    try {
      Scp2pNode there = node;
      if (there != null) {
        use.accept(there);
      }
    } finally {
      using.readLock().unlock();
    }
  }

  /** Something that is done with a node. */
  @FunctionalInterface
  interface Use {
    void accept(Scp2pNode node) throws Exception;
  }

  /** Closes it and starts it anew. */
  void restart(List<BootstrapAddress> others) {
    using.writeLock().lock();
    try {
      stop();
      start(others);
    } finally {
      using.writeLock().unlock();
    }
  }

  /** As {@link #restart}, but nobody who knew it finds it where it was. */
  void move(List<BootstrapAddress> others) throws IOException {
    using.writeLock().lock();
    try {
      stop();
      begin(others);
    } finally {
      using.writeLock().unlock();
    }
  }

  /** Nothing that has a bound is beyond it. */
  void mustKeepItsBounds() throws Exception {
    use(
        there ->
            budgets(there)
                .filter(budget -> budget.used() > budget.limit())
                .forEach(budget -> findings.accept(name() + ": beyond its bound: " + budget)));
  }

  /** What is in use for a transfer; nothing when nobody does anything. */
  List<String> inUse() throws Exception {
    List<String> used = new ArrayList<>();
    use(
        there ->
            budgets(there)
                .filter(budget -> OF_TRANSFERS.contains(budget.name()) && budget.used() > 0)
                .forEach(budget -> used.add(name() + ": still in use: " + budget)));
    return used;
  }

  private static Stream<NodeSnapshot.Budget> budgets(Scp2pNode there) {
    return Objects.requireNonNull(there.diagnostics().snapshot().block(ANSWER)).budgets().stream();
  }

  private String name() {
    return String.valueOf(home.getFileName());
  }

  private void stop() {
    Scp2pNode there = node;
    EventWatch watching = watch;
    node = null;
    if (there != null) {
      there.close();
    }
    if (watching != null) {
      watching.ended();
    }
  }

  @Override
  public void close() {
    using.writeLock().lock();
    try {
      stop();
    } finally {
      using.writeLock().unlock();
    }
  }
}
