package io.scp2p.examples.bench.soak;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One node of the soak: used by many at once, started anew while nobody uses it. */
final class SoakNode implements AutoCloseable {
  private static final long OFFERED_BYTES = 1L << 30;

  private final Path home;
  private final int port;
  private final boolean listens;
  private final Consumer<String> findings;
  private final ReadWriteLock using = new ReentrantReadWriteLock();
  private @Nullable Scp2pNode node;
  private @Nullable EventWatch watch;

  SoakNode(Path home, int port, boolean listens, Consumer<String> findings) {
    this.home = home;
    this.port = port;
    this.listens = listens;
    this.findings = findings;
  }

  BootstrapAddress address() {
    return BootstrapAddress.parse("tcp://127.0.0.1:" + port);
  }

  boolean listens() {
    return listens;
  }

  /** Starts it; those that listen relay for those that do not. */
  void start(List<BootstrapAddress> others) {
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
                            List.of(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))))
            .relay(relay -> relay.serve(listens).serveContent(listens))
            .limits(limits -> limits.requestsPerMinute(1_000_000))
            .vault(vault -> vault.offeredBytes(OFFERED_BYTES).perOwnerBytes(OFFERED_BYTES))
            .build();
    Scp2pNode started = Scp2pNode.builder().home(home).config(config).start();
    node = started;
    watch = new EventWatch(home.getFileName().toString(), started, findings);
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
