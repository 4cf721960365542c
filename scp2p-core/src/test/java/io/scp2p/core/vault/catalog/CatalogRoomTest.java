package io.scp2p.core.vault.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.vault.catalog.ReplicaState.Stage;
import io.scp2p.core.wire.Bytes;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How much a catalog takes, and what it does without. */
class CatalogRoomTest {
  private static final FileId FILE = Keys.file(1);
  private static final long NOW = 1_800_000_000;

  private static FileEntry entry(VaultLayout layout, String name) {
    return FileEntry.of(
        new FileHeader(layout, Bytes.wrap(new byte[72]), Long.MAX_VALUE),
        new Naming(name, Long.MAX_VALUE, Long.MAX_VALUE, Bytes.wrap(new byte[8])));
  }

  private static Replica replica(int index) {
    return new Replica(
        index,
        Long.MAX_VALUE,
        NodeKey.of(Keys.bytes(index, 32)),
        Bytes.wrap(Keys.bytes(index, 32)));
  }

  /** The largest entry that a put can make, in a page that has just room for it. */
  @Test
  void aFileThatHasRoomFits() {
    String name = "\u20ac".repeat(Naming.MAX_NAME_CHARS);
    VaultLayout layout = VaultLayout.of(VaultLayout.MAX_PLAIN_BYTES, 64, 32);
    FileEntry entry = entry(layout, name);
    for (int index = 0; index < layout.totalShards(); index++) {
      entry =
          entry
              .hashed(index, Bytes.wrap(Keys.bytes(index, 32)))
              .placed(replica(index), Stage.HELD, Long.MAX_VALUE);
    }
    Catalog page = Catalog.EMPTY;
    int files = 0;
    while (CatalogSeal.hasRoom(page, layout.totalShards(), name.length())) {
      byte[] id = new byte[FileId.LENGTH];
      id[1] = (byte) ++files;
      page = page.with(Map.of(FileId.of(id), entry));
    }
    assertThat(files).isEqualTo(29);
    assertThat(CatalogCodec.encode(page).size())
        .isBetween(CatalogSeal.MAX_PLAIN_BYTES / 8 * 6, CatalogSeal.MAX_PLAIN_BYTES / 8 * 7);
  }

  @Test
  void placementsOfDeletedFilesGoWhenTheirLeasesHave() {
    long over = NOW - 86_401;
    FileEntry alive =
        entry(VaultLayout.of(9, 4, 2), "x")
            .placed(replica(0), Stage.GONE, over)
            .placed(replica(1), Stage.HELD, over)
            .placed(replica(2), Stage.DROPPED, NOW)
            .placed(replica(3), Stage.GONE, NOW)
            .placed(replica(4), Stage.PLANNED, 0);
    Catalog living = Catalog.EMPTY.with(Map.of(FILE, alive));
    // Of what lives the placements say which shard ids were used.
    assertThat(living.pruned(NOW)).isSameAs(living);

    Catalog deleted = living.with(Map.of(FILE, alive.deleted(5)));
    Catalog pruned = deleted.pruned(NOW);
    FileEntry rest = pruned.files().get(FILE);
    assertThat(rest.replicas()).containsOnlyKeys(replica(2), replica(3), replica(4));
    assertThat(rest.deletedAtMillis()).isEqualTo(5);
    assertThat(pruned.pruned(NOW)).isSameAs(pruned);
    // A device that knows less brings nothing back.
    assertThat(pruned.merge(living).pruned(NOW)).isEqualTo(pruned);
    assertThat(pruned.with(Map.of(FILE, alive)).files().get(FILE).isDeleted()).isTrue();
  }
}
