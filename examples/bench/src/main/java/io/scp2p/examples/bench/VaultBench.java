package io.scp2p.examples.bench;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.diagnostics.SessionSnapshot;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultPutPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** An owner with six holders in two other processes, which seed the same bytes as well. */
final class VaultBench implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(30);

  private final WorkDirectory work;
  private final long bytes;
  private final HoldingProcess five;
  private final HoldingProcess sixth;
  private final Scp2pNode owner;
  private int number;

  VaultBench(WorkDirectory work, long bytes) throws Exception {
    this.work = work;
    this.bytes = bytes;
    SampleTree.write(work.resolve("tree"), 1, bytes);
    this.five =
        HoldingProcess.start(
            work.resolve("five"), 5, List.of("--folder", work.resolve("tree").toString()));
    this.sixth =
        HoldingProcess.start(
            work.resolve("sixth"),
            1,
            List.of("--link", five.link(), "--from", five.ports().get(0).toString()));
    this.owner = node("owner");
    connect(owner);
  }

  private Scp2pNode node(String name) {
    NodeConfig config =
        NodeConfig.builder()
            .network(
                network -> network.listen(false).tcpPort(0).lanDiscovery(false).portMapping(false))
            .vault(vault -> vault.repairBytesPerSecond(1L << 40))
            .build();
    return Scp2pNode.builder()
        .home(work.resolve(name))
        .config(config)
        .transports(List.of(BenchNode.transport(TransportKind.TCP)))
        .start();
  }

  private void connect(Scp2pNode node) {
    Stream.concat(five.ports().stream(), sixth.ports().stream())
        .forEach(
            port ->
                node.peers()
                    .connect(BootstrapAddress.parse("tcp://127.0.0.1:" + port))
                    .block(PATIENCE));
  }

  HoldingProcess sixth() {
    return sixth;
  }

  Path source() throws Exception {
    try (Stream<Path> files = Files.walk(work.resolve("tree"))) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }

  /** Seconds of a plain download of the same bytes from the same six nodes. */
  double swarm() throws Exception {
    work.clear("fetching");
    work.clear("received");
    ShareLink link = ShareLink.parse(five.link());
    try (Scp2pNode node = node("fetching")) {
      connect(node);
      node.subscriptions().follow(link).block(PATIENCE);
      node.subscriptions().sync(link.shareId()).block(PATIENCE);
      return Timed.process(
              () ->
                  node.downloads()
                      .start(DownloadPlan.share(link.shareId()).into(work.resolve("received")))
                      .result()
                      .block(PATIENCE))
          .seconds();
    }
  }

  /** Puts the file under a new name. */
  VaultFile put() throws Exception {
    VaultPutPlan plan = VaultPutPlan.file(source()).name("file-" + number++).build();
    return Objects.requireNonNull(owner.vault().put(plan).result().block(PATIENCE));
  }

  void get(VaultFile file) throws Exception {
    Path target = work.resolve("back");
    Files.deleteIfExists(target);
    owner.vault().get(file.id(), target).result().block(PATIENCE);
    if (Files.size(target) != bytes) {
      throw new IllegalStateException("not all of it came back");
    }
  }

  void repair(VaultFile file) {
    owner.vault().repair(file.id()).result().block(PATIENCE);
  }

  void delete(VaultFile file) {
    owner.vault().delete(file.id()).block(PATIENCE);
  }

  /** Shards that can be read now. */
  int reachable(VaultFile file) {
    VaultFile now = Objects.requireNonNull(owner.vault().info(file.id()).block(PATIENCE));
    return now.health().reachableShards();
  }

  /** The sixth holder is gone, and the owner knows it. */
  void loseSixth(VaultFile file) throws Exception {
    int before = reachable(file);
    sixth.closeNodes();
    while (reachable(file) == before) {
      Thread.onSpinWait();
    }
  }

  void sixthIsBack() throws Exception {
    sixth.openNodes();
    connect(owner);
  }

  /** What has passed to and from the owner. */
  long traffic() {
    List<SessionSnapshot> sessions =
        Objects.requireNonNull(owner.diagnostics().sessions().collectList().block(PATIENCE));
    return sessions.stream().mapToLong(each -> each.receivedBytes() + each.sentBytes()).sum();
  }

  @Override
  public void close() throws IOException {
    owner.close();
    five.close();
    sixth.close();
  }
}
