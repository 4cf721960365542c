package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.api.vault.RecoveryPhrase;
import io.scp2p.api.vault.VaultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes over TCP on loopback: what comes back, and what must not. */
class VaultRecoveryNodesTest {
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

  private static boolean lists(Scp2pNode node, int files) {
    List<VaultFile> all = node.vault().list().collectList().block(VaultFleet.PATIENCE);
    return all != null && all.size() == files;
  }

  /** Nobody is there when the words are typed, and the node is restarted before somebody is. */
  @Test
  void everythingComesBackFromTheWordsWhenAHolderIsMetLater() throws Exception {
    Scp2pNode owner = fleet.ownerAndThreeHolders(vault -> vault);
    Path source = fleet.file("papers.bin", 60_001);
    VaultFile stored = VaultFleet.put(owner, source);
    long shards = 6 * shardBytes();
    VaultFleet.waitFor(
        "the catalog is at the holders",
        () -> fleet.node("b").vault().status().block().heldBytes() > shards / 3);
    RecoveryPhrase phrase = owner.vault().recoveryPhrase(TOKEN).block(VaultFleet.PATIENCE);
    fleet.stop("a");

    Scp2pNode fresh = fleet.start("e", 0);
    assertThatThrownBy(() -> fresh.vault().recover(List.of(phrase)).blockLast(VaultFleet.PATIENCE))
        .isInstanceOfSatisfying(
            Scp2pException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SHARDS_MISSING);
              assertThat(e.getMessage()).contains("0 holders");
            });
    fleet.stop("e");
    Scp2pNode again = fleet.start("e", 0);
    for (String holder : List.of("b", "c")) {
      fleet.connect("e", holder);
    }
    VaultFleet.waitFor("the file is found", () -> lists(again, 1));
    assertThat(fleet.get(again, stored.id(), "papers-again.bin"))
        .isEqualTo(Files.readAllBytes(source));
  }

  private long shardBytes() throws IOException {
    return Files.size(fleet.shards("b").get(0));
  }

  @Test
  void whatIsDeletedIsFreedAndAnOldCatalogDoesNotBringItBack() throws Exception {
    Scp2pNode owner = fleet.ownerAndThreeHolders(vault -> vault);
    VaultFile stored = VaultFleet.put(owner, fleet.file("secret.bin", 20_000));
    owner.vault().exportCatalog(disk.resolve("old-catalog.bin")).block(VaultFleet.PATIENCE);
    fleet.stop("d");
    owner.vault().delete(stored.id()).block(VaultFleet.PATIENCE);
    VaultFleet.waitFor("b and c have freed the room", () -> noShards("b") && noShards("c"));
    owner.vault().importCatalog(disk.resolve("old-catalog.bin")).block(VaultFleet.PATIENCE);
    assertThat(lists(owner, 0)).isTrue();
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
}
