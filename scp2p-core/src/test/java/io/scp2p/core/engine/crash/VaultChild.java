package io.scp2p.core.engine.crash;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A node with a vault in a process of its own. */
final class VaultChild implements AutoCloseable {
  private static final Duration SOON = Duration.ofMinutes(1);

  final Scp2pNode node;

  private VaultChild(Scp2pNode node) {
    this.node = node;
  }

  /** One that offers nothing. */
  static VaultChild owner(Path home) {
    return new VaultChild(
        Scp2pNode.builder()
            .home(home)
            .transports(List.of(Seed.tcp()))
            .config(
                NodeConfig.builder()
                    .network(n -> n.listen(false).lanDiscovery(false).portMapping(false))
                    .events(events -> events.progressPerSecond(1_000))
                    .vault(vault -> vault.repairBytesPerSecond(1L << 30))
                    .build())
            .start());
  }

  /** One that offers space at a port. */
  static Scp2pNode holder(Path home, int port) {
    return Scp2pNode.builder()
        .home(home)
        .transports(List.of(Seed.tcp()))
        .config(
            NodeConfig.builder()
                .network(n -> n.tcpPort(port).lanDiscovery(false).portMapping(false))
                .limits(limits -> limits.requestsPerMinute(1_000_000))
                .vault(vault -> vault.offeredBytes(256L << 20))
                .build())
        .start();
  }

  /** Connects with whoever is there. */
  void connect(List<String> addresses) {
    for (String each : addresses) {
      node.peers().connect(BootstrapAddress.parse(each)).onErrorComplete().block(SOON);
    }
  }

  static void awaitFile(Path path) {
    while (!Files.exists(path)) {
      ChildProcess.breathe();
    }
  }

  @Override
  public void close() {
    node.close();
  }
}
