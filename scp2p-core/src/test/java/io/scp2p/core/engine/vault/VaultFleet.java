package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.NodeBuilder;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.config.VaultConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.id.FileId;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultPutPlan;
import io.scp2p.core.engine.FixedPorts;
import io.scp2p.core.vault.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whole nodes over TCP on loopback, with their disks. */
final class VaultFleet implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(2);
  static final long SPACE = 64 << 20;

  private final Path disk;
  private final Map<String, Scp2pNode> nodes = new HashMap<>();
  private final Map<String, Integer> ports = new HashMap<>();

  VaultFleet(Path disk) {
    this.disk = disk;
  }

  /** Where others find it again after it was away. */
  private static int newPort() {
    try {
      return FixedPorts.next();
    } catch (IOException e) {
      throw new AssertionError("a port", e);
    }
  }

  Path path(String name) {
    return disk.resolve(name);
  }

  Scp2pNode node(String name) {
    return nodes.get(name);
  }

  Scp2pNode start(String name, long offered) {
    return start(name, vault -> vault.offeredBytes(offered));
  }

  Scp2pNode start(String name, UnaryOperator<VaultConfig.Builder> vault) {
    return start(name, vault, null);
  }

  /** Starts one whose state is somewhere else than in its folder. */
  Scp2pNode start(
      String name, UnaryOperator<VaultConfig.Builder> vault, @Nullable StateStore state) {
    int port = ports.computeIfAbsent(name, key -> newPort());
    NodeConfig config =
        NodeConfig.builder()
            .network(
                network -> network.tcpPort(port).quicPort(0).lanDiscovery(false).portMapping(false))
            .vault(vault)
            .build();
    NodeBuilder builder = Scp2pNode.builder().home(disk.resolve(name)).config(config);
    Scp2pNode node = (state == null ? builder : builder.stateStore(state)).start();
    nodes.put(name, node);
    return node;
  }

  void stop(String name) {
    nodes.remove(name).close();
  }

  void connect(String from, String to) {
    nodes
        .get(from)
        .peers()
        .connect(BootstrapAddress.parse("tcp://127.0.0.1:" + ports.get(to)))
        .block(PATIENCE);
  }

  static void waitFor(String what, BooleanSupplier condition) {
    assertThat(Waiter.realTime().await(condition, PATIENCE)).as(what).isTrue();
  }

  @Override
  public void close() {
    nodes.values().forEach(Scp2pNode::close);
  }

  /** Starts a, and b, c, d which offer space, and connects a with them. */
  Scp2pNode ownerAndThreeHolders(UnaryOperator<VaultConfig.Builder> vault) {
    Scp2pNode owner = start("a", vault);
    for (String name : List.of("b", "c", "d")) {
      holder(name);
    }
    return owner;
  }

  /** Starts one that offers space, and connects a with it. */
  Scp2pNode holder(String name) {
    Scp2pNode holder = start(name, SPACE);
    connect("a", name);
    return holder;
  }

  Path file(String name, int size) throws IOException {
    return Files.write(disk.resolve(name), Keys.bytes(size, size));
  }

  static VaultFile put(Scp2pNode owner, Path source) {
    return owner.vault().put(VaultPutPlan.file(source).build()).result().block(PATIENCE);
  }

  byte[] get(Scp2pNode owner, FileId id, String target) throws IOException {
    Path into = disk.resolve(target);
    assertThat(owner.vault().get(id, into).result().block(PATIENCE)).isNotNull();
    return Files.readAllBytes(into);
  }

  /** The files of shards that a node keeps. */
  List<Path> shards(String name) throws IOException {
    Path folder = disk.resolve(name).resolve("shards");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
