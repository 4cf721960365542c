package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultPutPlan;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.core.engine.RealStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is deleted anywhere because of a catalog that could not be written. */
class VaultFullDiskTest {
  @TempDir Path disk;
  private final FullDisk store = new FullDisk();
  private VaultFleet fleet;

  @BeforeEach
  void begin() {
    fleet = new VaultFleet(disk);
    fleet.start("a", vault -> vault, store);
    for (String name : List.of("b", "c", "d")) {
      fleet.holder(name);
    }
  }

  @AfterEach
  void closeAll() {
    fleet.close();
  }

  /** A real store that outlives the node, and may have no room for catalogs. */
  private static final class FullDisk extends RealStore {
    private volatile boolean full;

    @Override
    public void apply(StateBatch batch, Durability durability) throws StoreException {
      if (full
          && batch.changes().stream()
              .anyMatch(change -> change.table().name().equals("vault-catalog"))) {
        throw new StoreException(StoreException.Reason.FULL, "no room", null);
      }
      super.apply(batch, durability);
    }

    @Override
    public void close() {}

    /** Turns over a byte of every page. */
    void damage() throws StoreException {
      StateTable table = new StateTable("vault-catalog");
      StateBatch batch = new StateBatch();
      try (StateCursor rows = scan(table, new byte[0])) {
        while (rows.next()) {
          byte[] row = rows.value();
          row[200] ^= 1;
          batch.put(table, rows.key(), row);
        }
      }
      super.apply(batch, Durability.POWER);
    }
  }

  private Scp2pNode restarted() {
    fleet.stop("a");
    store.full = false;
    Scp2pNode owner = fleet.start("a", vault -> vault, store);
    for (String name : List.of("b", "c", "d")) {
      fleet.connect("a", name);
    }
    return owner;
  }

  private int shards(String name) {
    try {
      return fleet.shards(name).size();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFileWhoseReplacementFailsIsStillThere() throws Exception {
    Scp2pNode owner = fleet.node("a");
    Path source = fleet.file("diary.bin", 100_000);
    byte[] before = Files.readAllBytes(source);
    VaultFile old = VaultFleet.put(owner, source);
    store.full = true;
    fleet.file("diary.bin", 90_000);
    VaultTransfer put = owner.vault().put(VaultPutPlan.file(source).build());
    assertThatThrownBy(() -> put.result().block(VaultFleet.PATIENCE))
        .isInstanceOfSatisfying(
            Scp2pException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
    VaultFleet.waitFor(
        "only the old shards are left",
        () -> shards("b") == 2 && shards("c") == 2 && shards("d") == 2);
    assertThat(fleet.get(owner, old.id(), "now.bin")).isEqualTo(before);

    Scp2pNode again = restarted();
    assertThat(again.vault().list().collectList().block(VaultFleet.PATIENCE))
        .extracting(VaultFile::id)
        .containsExactly(old.id());
    assertThat(fleet.get(again, old.id(), "later.bin")).isEqualTo(before);
  }

  @Test
  void aDamagedPageComesBackFromAHolder() throws Exception {
    Path source = fleet.file("letters.bin", 50_000);
    VaultFile stored = VaultFleet.put(fleet.node("a"), source);
    long shardsOfB = 2 * Files.size(fleet.shards("b").get(0));
    VaultFleet.waitFor(
        "the catalog is at a holder",
        () -> fleet.node("b").vault().status().block().heldBytes() > shardsOfB);
    fleet.stop("a");
    store.damage();
    Scp2pNode owner = fleet.start("a", vault -> vault, store);
    assertThat(owner.vault().list().collectList().block(VaultFleet.PATIENCE)).isEmpty();
    fleet.connect("a", "b");
    VaultFleet.waitFor(
        "the file is known again",
        () -> !owner.vault().list().collectList().block(VaultFleet.PATIENCE).isEmpty());
    fleet.connect("a", "c");
    fleet.connect("a", "d");
    assertThat(fleet.get(owner, stored.id(), "again.bin")).isEqualTo(Files.readAllBytes(source));
    VaultFleet.waitFor(
        "nothing is missing", () -> store.rows(new StateTable("vault-catalog-aside")) == 0);
    assertThat(store.rows(new StateTable("vault-catalog"))).isEqualTo(1);
  }

  @Test
  void shardsThatCouldNotBeMovedStayWhereTheyAre() throws Exception {
    Scp2pNode owner = fleet.node("a");
    Path source = fleet.file("film.bin", 400_000);
    VaultFile stored = VaultFleet.put(owner, source);
    fleet.holder("e");
    store.full = true;
    assertThat(owner.vault().rebalance().block(VaultFleet.PATIENCE)).isZero();
    // Somebody new makes the owner look for what it can free: the copies, and nothing else.
    fleet.holder("f");
    VaultFleet.waitFor("the copies are freed", () -> shards("e") == 0);
    assertThat(shards("b") + shards("c") + shards("d")).isEqualTo(6);

    Scp2pNode again = restarted();
    assertThat(fleet.get(again, stored.id(), "again.bin")).isEqualTo(Files.readAllBytes(source));
  }
}
