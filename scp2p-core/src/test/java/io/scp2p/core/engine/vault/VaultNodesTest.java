package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.FileId;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.api.vault.RecoveryPhrase;
import io.scp2p.api.vault.ShardPlacement;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultHealth.Condition;
import io.scp2p.api.vault.VaultPutPlan;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.core.vault.Keys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes over TCP on loopback, with their disks. */
class VaultNodesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final SecretAccess TOKEN = SecretAccess.iWillProtectTheExportedSecret();

  @TempDir Path disk;

  private final Map<String, Scp2pNode> nodes = new HashMap<>();
  private final Map<String, Integer> ports = new HashMap<>();

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError("a port", e);
    }
  }

  private Scp2pNode start(String name, long offered) {
    int port = ports.computeIfAbsent(name, key -> freePort());
    NodeConfig config =
        NodeConfig.builder()
            .network(
                network ->
                    network
                        .tcpPort(port)
                        .quicPort(freePort())
                        .lanDiscovery(false)
                        .portMapping(false))
            .vault(vault -> vault.offeredBytes(offered))
            .build();
    Scp2pNode node = Scp2pNode.builder().home(disk.resolve(name)).config(config).start();
    nodes.put(name, node);
    return node;
  }

  private void stop(String name) {
    nodes.remove(name).close();
  }

  private void connect(String from, String to) {
    nodes
        .get(from)
        .peers()
        .connect(BootstrapAddress.parse("tcp://127.0.0.1:" + ports.get(to)))
        .block(PATIENCE);
  }

  private static void waitFor(String what, BooleanSupplier condition) {
    assertThat(Waiter.realTime().await(condition, PATIENCE)).as(what).isTrue();
  }

  @AfterEach
  void closeAll() {
    nodes.values().forEach(Scp2pNode::close);
  }

  private Scp2pNode ownerAndThreeHolders() {
    Scp2pNode owner = start("a", 0);
    for (String name : List.of("b", "c", "d")) {
      start(name, 64 << 20);
      connect("a", name);
    }
    return owner;
  }

  private Path file(String name, int size) throws IOException {
    return Files.write(disk.resolve(name), Keys.bytes(size, size));
  }

  private static VaultFile put(Scp2pNode owner, Path source) {
    VaultTransfer put = owner.vault().put(VaultPutPlan.file(source).build());
    return put.result().block(PATIENCE);
  }

  private byte[] get(Scp2pNode owner, FileId id, String target) throws IOException {
    Path into = disk.resolve(target);
    assertThat(owner.vault().get(id, into).result().block(PATIENCE)).isNotNull();
    return Files.readAllBytes(into);
  }

  private List<Path> shards(String name) throws IOException {
    Path folder = disk.resolve(name).resolve("shards");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static boolean contains(Path file, byte[] some) throws IOException {
    byte[] all = Files.readAllBytes(file);
    for (int at = 0; at + some.length <= all.length; at++) {
      if (all[at] == some[0]
          && java.util.Arrays.equals(all, at, at + some.length, some, 0, some.length)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void anyOneOfThreeHoldersMayDie() throws Exception {
    Scp2pNode owner = ownerAndThreeHolders();
    Path source = file("holiday.bin", 480_000);
    VaultFile stored = put(owner, source);
    assertThat(stored.health().condition()).isEqualTo(Condition.HEALTHY);
    List<ShardPlacement> placement = owner.vault().placement(stored.id()).collectList().block();
    assertThat(placement).hasSize(6);

    // Two shards at each holder, none of them at the owner, whose disk holds not one piece.
    List<byte[]> pieces = new ArrayList<>();
    for (String name : List.of("b", "c", "d")) {
      assertThat(shards(name)).hasSize(2);
      for (Path shard : shards(name)) {
        pieces.add(java.util.Arrays.copyOf(Files.readAllBytes(shard), 64));
      }
    }
    assertThat(shards("a")).isEmpty();
    try (Stream<Path> own = Files.walk(disk.resolve("a"))) {
      for (Path each : own.filter(Files::isRegularFile).toList()) {
        for (byte[] piece : pieces) {
          assertThat(contains(each, piece)).as("a piece in %s", each).isFalse();
        }
      }
    }
    assertThat(owner.vault().status().block().heldBytes()).isZero();

    byte[] content = Files.readAllBytes(source);
    assertThat(get(owner, stored.id(), "all.bin")).isEqualTo(content);
    for (String dead : List.of("b", "c", "d")) {
      stop(dead);
      assertThat(get(owner, stored.id(), "without-" + dead)).isEqualTo(content);
      start(dead, 64 << 20);
      connect("a", dead);
    }
  }

  @Tag("heavy")
  @Test
  void everythingComesBackFromTheWords() throws Exception {
    Scp2pNode owner = ownerAndThreeHolders();
    Path source = file("papers.bin", 300_001);
    Path small = file("note.bin", 7);
    put(owner, source);
    put(owner, small);
    RecoveryPhrase phrase = owner.vault().recoveryPhrase(TOKEN).block(PATIENCE);
    List<RecoveryPhrase> parts = owner.vault().splitRecoveryPhrase(3, 5, TOKEN).block(PATIENCE);
    // 158,208 bytes of shards, and then the catalog.
    waitFor(
        "the catalog is at the holders",
        () -> nodes.get("b").vault().status().block().heldBytes() > 162_000);
    owner.vault().exportCatalog(disk.resolve("catalog.bin")).block(PATIENCE);
    stop("a");

    Scp2pNode fresh = start("e", 0);
    connect("e", "b");
    connect("e", "c");
    assertThatThrownBy(
            () -> fresh.vault().recover(List.of(parts.get(0), parts.get(1))).blockLast(PATIENCE))
        .isInstanceOfSatisfying(
            Scp2pException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RECOVERY_PHRASE_INVALID));
    List<VaultFile> found =
        fresh
            .vault()
            .recover(List.of(parts.get(4), parts.get(0), parts.get(2)))
            .collectList()
            .block(PATIENCE);
    assertThat(found).extracting(VaultFile::name).containsExactly("note.bin", "papers.bin");
    assertThat(get(fresh, found.get(1).id(), "papers-again.bin"))
        .isEqualTo(Files.readAllBytes(source));
    assertThat(get(fresh, found.get(0).id(), "note-again.bin"))
        .isEqualTo(Files.readAllBytes(small));

    // The exported file does the same for a machine that has the words and no peer.
    Scp2pNode alone = start("f", 0);
    assertThat(alone.vault().recover(List.of(phrase)).collectList().block(PATIENCE)).isEmpty();
    alone.vault().importCatalog(disk.resolve("catalog.bin")).block(PATIENCE);
    assertThat(alone.vault().list().collectList().block(PATIENCE)).hasSize(2);
  }

  @Tag("heavy")
  @Test
  void whatIsDeletedIsFreedAndDoesNotComeBack() throws Exception {
    Scp2pNode owner = ownerAndThreeHolders();
    VaultFile stored = put(owner, file("secret.bin", 200_000));
    owner.vault().exportCatalog(disk.resolve("old-catalog.bin")).block(PATIENCE);
    assertThat(owner.vault().verify(stored.id()).block(PATIENCE).condition())
        .isEqualTo(Condition.HEALTHY);
    stop("d");
    owner.vault().delete(stored.id()).block(PATIENCE);
    assertThat(owner.vault().list().collectList().block()).isEmpty();
    waitFor("b and c have freed the room", () -> noShards("b") && noShards("c"));
    // An old device's catalog does not bring it back; who was away deletes it when he is there.
    owner.vault().importCatalog(disk.resolve("old-catalog.bin")).block(PATIENCE);
    assertThat(owner.vault().list().collectList().block()).isEmpty();
    start("d", 64 << 20);
    connect("a", "d");
    waitFor("d has freed the room", () -> noShards("d"));
  }

  private boolean noShards(String name) {
    try {
      return shards(name).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Tag("heavy")
  @Test
  void aLostHolderIsReplacedByARepair() throws Exception {
    Scp2pNode owner = ownerAndThreeHolders();
    Path source = file("film.bin", 700_000);
    VaultFile stored = put(owner, source);
    stop("c");
    start("e", 64 << 20);
    connect("a", "e");
    waitFor(
        "c is missed",
        () -> owner.vault().info(stored.id()).block().health().reachableShards() == 4);
    VaultFile repaired = owner.vault().repair(stored.id()).result().block(PATIENCE);
    assertThat(repaired.health().reachableShards()).isEqualTo(6);
    assertThat(shards("e")).hasSize(2);
    stop("b");
    assertThat(get(owner, stored.id(), "film-again.bin")).isEqualTo(Files.readAllBytes(source));
  }

  @Tag("heavy")
  @Test
  void aPutWithoutEnoughHoldersSaysWhatIsMissing() throws Exception {
    Scp2pNode owner = start("a", 0);
    start("b", 64 << 20);
    start("c", 0);
    connect("a", "b");
    connect("a", "c");
    VaultTransfer put = owner.vault().put(VaultPutPlan.file(file("x.bin", 10_000)).build());
    assertThatThrownBy(() -> put.result().block(PATIENCE))
        .isInstanceOfSatisfying(
            Scp2pException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PLACEMENT_IMPOSSIBLE);
              assertThat(e.getMessage()).contains("1 holders in 1 domains");
            });
    assertThat(shards("b")).isEmpty();
    VaultFile degraded =
        owner
            .vault()
            .put(VaultPutPlan.file(file("y.bin", 10_000)).allowDegraded().build())
            .result()
            .block(PATIENCE);
    assertThat(degraded.health().condition()).isEqualTo(Condition.DEGRADED);
    assertThat(Optional.of(get(owner, degraded.id(), "y-again.bin")))
        .contains(Files.readAllBytes(disk.resolve("y.bin")));
  }
}
