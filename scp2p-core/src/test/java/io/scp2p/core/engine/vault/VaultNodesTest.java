package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.api.vault.Coding;
import io.scp2p.api.vault.RecoveryPhrase;
import io.scp2p.api.vault.ShardPlacement;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultHealth.Condition;
import io.scp2p.api.vault.VaultPutPlan;
import io.scp2p.api.vault.VaultTransfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes over TCP on loopback, with their disks. */
class VaultNodesTest {
  private static final SecretAccess TOKEN = SecretAccess.iWillProtectTheExportedSecret();

  @TempDir Path disk;
  private VaultFleet fleet;

  @BeforeEach
  void begin() {
    fleet = new VaultFleet(disk);
  }

  @AfterEach
  void closeAll() {
    fleet.close();
  }

  private Scp2pNode ownerAndThreeHolders() {
    return fleet.ownerAndThreeHolders(vault -> vault);
  }

  @Test
  void anyOneOfThreeHoldersMayDie() throws Exception {
    Scp2pNode owner = ownerAndThreeHolders();
    Path source = fleet.file("holiday.bin", 480_000);
    VaultFile stored = VaultFleet.put(owner, source);
    assertThat(stored.health().condition()).isEqualTo(Condition.HEALTHY);
    List<ShardPlacement> placement = owner.vault().placement(stored.id()).collectList().block();
    assertThat(placement).hasSize(6);

    // Two shards at each holder, none of them at the owner, whose disk holds not one piece.
    List<byte[]> pieces = new ArrayList<>();
    for (String name : List.of("b", "c", "d")) {
      assertThat(fleet.shards(name)).hasSize(2);
      for (Path shard : fleet.shards(name)) {
        pieces.add(java.util.Arrays.copyOf(Files.readAllBytes(shard), 64));
      }
    }
    assertThat(fleet.shards("a")).isEmpty();
    DiskSearch.mustFindNone(pieces, disk.resolve("a"));
    assertThat(owner.vault().status().block().heldBytes()).isZero();

    byte[] content = Files.readAllBytes(source);
    assertThat(fleet.get(owner, stored.id(), "all.bin")).isEqualTo(content);
    for (String dead : List.of("b", "c", "d")) {
      fleet.stop(dead);
      assertThat(fleet.get(owner, stored.id(), "without-" + dead)).isEqualTo(content);
      fleet.start(dead, VaultFleet.SPACE);
      fleet.connect("a", dead);
    }
  }

  @Tag("heavy")
  @Test
  void aPlanThatSaysNothingOfItIsSplitAsTheNodeIsToldTo() throws Exception {
    Coding own = new Coding(2, 1);
    Scp2pNode owner = fleet.ownerAndThreeHolders(vault -> vault.coding(own));
    Path source = fleet.file("note.bin", 30_000);
    assertThat(VaultFleet.put(owner, source).coding()).isEqualTo(own);
    VaultPutPlan other = VaultPutPlan.file(source).name("other").coding(new Coding(1, 1)).build();
    assertThat(owner.vault().put(other).result().block(VaultFleet.PATIENCE).coding())
        .isEqualTo(new Coding(1, 1));
  }

  @Test
  void everythingComesBackFromTheWords() throws Exception {
    Scp2pNode owner = ownerAndThreeHolders();
    Path source = fleet.file("papers.bin", 300_001);
    Path small = fleet.file("note.bin", 7);
    VaultFleet.put(owner, source);
    VaultFleet.put(owner, small);
    RecoveryPhrase phrase = owner.vault().recoveryPhrase(TOKEN).block(VaultFleet.PATIENCE);
    List<RecoveryPhrase> parts =
        owner.vault().splitRecoveryPhrase(3, 5, TOKEN).block(VaultFleet.PATIENCE);
    // 158,208 bytes of shards, and then the catalog.
    VaultFleet.waitFor(
        "the catalog is at the holders",
        () -> fleet.node("b").vault().status().block().heldBytes() > 162_000);
    owner.vault().exportCatalog(disk.resolve("catalog.bin")).block(VaultFleet.PATIENCE);
    fleet.stop("a");

    Scp2pNode fresh = fleet.start("e", 0);
    fleet.connect("e", "b");
    fleet.connect("e", "c");
    assertThatThrownBy(
            () ->
                fresh
                    .vault()
                    .recover(List.of(parts.get(0), parts.get(1)))
                    .blockLast(VaultFleet.PATIENCE))
        .isInstanceOfSatisfying(
            Scp2pException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RECOVERY_PHRASE_INVALID));
    List<VaultFile> found =
        fresh
            .vault()
            .recover(List.of(parts.get(4), parts.get(0), parts.get(2)))
            .collectList()
            .block(VaultFleet.PATIENCE);
    assertThat(found).extracting(VaultFile::name).containsExactly("note.bin", "papers.bin");
    assertThat(fleet.get(fresh, found.get(1).id(), "papers-again.bin"))
        .isEqualTo(Files.readAllBytes(source));
    assertThat(fleet.get(fresh, found.get(0).id(), "note-again.bin"))
        .isEqualTo(Files.readAllBytes(small));

    // The exported file does the same for a machine that has the words and no peer.
    Scp2pNode alone = fleet.start("f", 0);
    assertThatThrownBy(() -> alone.vault().recover(List.of(phrase)).blockLast(VaultFleet.PATIENCE))
        .isInstanceOfSatisfying(
            Scp2pException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SHARDS_MISSING));
    alone.vault().importCatalog(disk.resolve("catalog.bin")).block(VaultFleet.PATIENCE);
    assertThat(alone.vault().list().collectList().block(VaultFleet.PATIENCE)).hasSize(2);
  }

  @Tag("heavy")
  @Test
  void whatIsDeletedIsFreedAndDoesNotComeBack() throws Exception {
    Scp2pNode owner = ownerAndThreeHolders();
    VaultFile stored = VaultFleet.put(owner, fleet.file("secret.bin", 200_000));
    owner.vault().exportCatalog(disk.resolve("old-catalog.bin")).block(VaultFleet.PATIENCE);
    assertThat(owner.vault().verify(stored.id()).block(VaultFleet.PATIENCE).condition())
        .isEqualTo(Condition.HEALTHY);
    fleet.stop("d");
    owner.vault().delete(stored.id()).block(VaultFleet.PATIENCE);
    assertThat(owner.vault().list().collectList().block()).isEmpty();
    VaultFleet.waitFor("b and c have freed the room", () -> noShards("b") && noShards("c"));
    // An old device's catalog does not bring it back; who was away deletes it when he is there.
    owner.vault().importCatalog(disk.resolve("old-catalog.bin")).block(VaultFleet.PATIENCE);
    assertThat(owner.vault().list().collectList().block()).isEmpty();
    fleet.start("d", VaultFleet.SPACE);
    fleet.connect("a", "d");
    VaultFleet.waitFor("d has freed the room", () -> noShards("d"));
  }

  private boolean noShards(String name) {
    try {
      return fleet.shards(name).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Tag("heavy")
  @Test
  void aLostHolderIsReplacedByARepair() throws Exception {
    Scp2pNode owner = ownerAndThreeHolders();
    Path source = fleet.file("film.bin", 700_000);
    VaultFile stored = VaultFleet.put(owner, source);
    fleet.stop("c");
    fleet.start("e", VaultFleet.SPACE);
    fleet.connect("a", "e");
    VaultFleet.waitFor(
        "c is missed",
        () -> owner.vault().info(stored.id()).block().health().reachableShards() == 4);
    VaultFile repaired = owner.vault().repair(stored.id()).result().block(VaultFleet.PATIENCE);
    assertThat(repaired.health().reachableShards()).isEqualTo(6);
    assertThat(fleet.shards("e")).hasSize(2);
    fleet.stop("b");
    assertThat(fleet.get(owner, stored.id(), "film-again.bin"))
        .isEqualTo(Files.readAllBytes(source));
  }

  @Tag("heavy")
  @Test
  void aPutWithoutEnoughHoldersSaysWhatIsMissing() throws Exception {
    Scp2pNode owner = fleet.start("a", 0);
    fleet.start("b", VaultFleet.SPACE);
    fleet.start("c", 0);
    fleet.connect("a", "b");
    fleet.connect("a", "c");
    VaultTransfer put = owner.vault().put(VaultPutPlan.file(fleet.file("x.bin", 10_000)).build());
    assertThatThrownBy(() -> put.result().block(VaultFleet.PATIENCE))
        .isInstanceOfSatisfying(
            Scp2pException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PLACEMENT_IMPOSSIBLE);
              assertThat(e.getMessage()).contains("1 holders in 1 domains");
            });
    assertThat(fleet.shards("b")).isEmpty();
    VaultFile degraded =
        owner
            .vault()
            .put(VaultPutPlan.file(fleet.file("y.bin", 10_000)).allowDegraded().build())
            .result()
            .block(VaultFleet.PATIENCE);
    assertThat(degraded.health().condition()).isEqualTo(Condition.DEGRADED);
    assertThat(Optional.of(fleet.get(owner, degraded.id(), "y-again.bin")))
        .contains(Files.readAllBytes(disk.resolve("y.bin")));
  }
}
