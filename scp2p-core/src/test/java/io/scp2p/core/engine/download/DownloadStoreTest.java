package io.scp2p.core.engine.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.transfer.CollisionRule;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.Priority;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.core.engine.keys.MemoryState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Rows of downloads and their files. */
class DownloadStoreTest {
  private static final TransferId ID = new TransferId(new UUID(1, 2));
  private static final TransferId OTHER = new TransferId(new UUID(1, 3));
  private static final TransferId LAST = new TransferId(new UUID(-1, -1));
  private static final Path TARGET = Path.of("/tmp/target").toAbsolutePath();

  private final MemoryState state = new MemoryState();
  private final DownloadStore store = new DownloadStore(state);
  private final TestContent content = TestContent.random(1, 1_000_000);

  private DownloadRow row(TransferId id) {
    DownloadPlan plan =
        new DownloadPlan(
            ShareId.of(new byte[ShareId.LENGTH]),
            Set.of(content.id(), TestContent.random(2, 5).id()),
            TARGET,
            Priority.HIGH,
            CollisionRule.REPLACE,
            false,
            12_345);
    byte[] manifest = new byte[ManifestId.LENGTH];
    Arrays.fill(manifest, (byte) 9);
    return new DownloadRow(
        id, plan, ManifestId.of(manifest), DownloadState.FAILED, true, 3001, 7, 8, 9, 10, 5);
  }

  private List<FileRow> files(int count) {
    List<FileRow> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(FileRow.planned(content.arriving(), TARGET.resolve("f" + i)));
    }
    return files;
  }

  @Test
  void aRelativeTargetIsWhereItWasWhenItWasAskedFor() throws Exception {
    Path relative = Path.of("");
    DownloadRow fresh =
        DownloadRow.fresh(ID, DownloadPlan.share(row(ID).plan().share()).into(relative));
    store.put(fresh, Durability.PROCESS);
    assertThat(store.downloads())
        .singleElement()
        .satisfies(row -> assertThat(row.plan().target()).isEqualTo(relative.toAbsolutePath()));
  }

  @Test
  void whatIsStoredOfADownloadIsReadBack() throws Exception {
    store.put(row(ID), Durability.POWER);
    assertThat(state.lastDurability()).isEqualTo(Durability.POWER);
    assertThat(store.downloads()).containsExactly(row(ID));
    for (DownloadState each : DownloadState.values()) {
      store.put(row(ID).withState(each, 0), Durability.PROCESS);
      assertThat(store.downloads().get(0).state()).isEqualTo(each);
    }
    DownloadRow fresh =
        DownloadRow.fresh(OTHER, DownloadPlan.share(row(ID).plan().share()).into(TARGET));
    store.put(fresh, Durability.PROCESS);
    assertThat(store.downloads()).contains(fresh).hasSize(2);
  }

  @Test
  void whatIsStoredOfAFileIsReadBack() throws Exception {
    FileRow planned = files(1).get(0);
    FileRow arriving =
        planned.arriving(TARGET.resolve("ü"), TARGET.resolve(".p"), TARGET.resolve(".l"));
    FileRow done = arriving.doneAt(TARGET.resolve("x (2)"));
    store.putFiles(ID, 5, List.of(planned, arriving, done));
    assertThat(store.files(ID, 0, 10))
        .containsExactly(
            new DownloadStore.NumberedFile(5, planned),
            new DownloadStore.NumberedFile(6, arriving),
            new DownloadStore.NumberedFile(7, done));
    assertThat(done.partial()).isNull();
    assertThat(done.ledger()).isNull();
    assertThat(store.files(OTHER, 0, 10)).isEmpty();
  }

  @Test
  void filesComePageByPageInTheirOrder() throws Exception {
    store.putFiles(ID, 0, files(300));
    store.putFiles(ID, 300, files(1));
    store.putFiles(OTHER, 0, files(3));
    assertThat(store.files(ID, 250, 20))
        .hasSize(20)
        .element(0)
        .extracting("number")
        .isEqualTo(250L);
    assertThat(store.files(ID, 300, 20)).hasSize(1);
    assertThat(store.files(ID, 301, 20)).isEmpty();
  }

  @Test
  void whatAFlushHasSeenEndsWithTheFileOrWithItsBeginning() throws Exception {
    BitSet chunks = new BitSet();
    chunks.set(0, 7);
    chunks.set(1_000);
    store.putFiles(ID, 0, files(2));
    assertThat(store.durable(ID, 0)).isEqualTo(new BitSet());
    store.putDurable(ID, 0, chunks);
    store.putDurable(ID, 1, chunks);
    assertThat(store.durable(ID, 0)).isEqualTo(chunks);
    store.putBegun(ID, store.files(ID, 0, 1).get(0));
    assertThat(store.durable(ID, 0)).isEqualTo(new BitSet());
    store.putDone(row(ID), store.files(ID, 1, 1));
    assertThat(store.durable(ID, 1)).isEqualTo(new BitSet());
    assertThat(store.downloads()).containsExactly(row(ID));
  }

  @Test
  void forgettingLeavesNothingOfItAndEverythingOfOthers() throws Exception {
    for (TransferId id : List.of(ID, OTHER)) {
      store.put(row(id), Durability.POWER);
      store.putFiles(id, 0, files(2_500));
      store.putDurable(id, 3, new BitSet());
    }
    store.forget(ID);
    assertThat(store.downloads()).containsExactly(row(OTHER));
    assertThat(state.rows("download-files")).isEqualTo(2_500);
    assertThat(state.rows("download-durable")).isEqualTo(1);
  }

  @Test
  void aCrashWhileOneTakesThePlaceOfAnotherLeavesOneWithAllItsFiles() throws Exception {
    for (int after = 0; ; after++) {
      MemoryState crashing = new MemoryState();
      DownloadStore before = new DownloadStore(crashing);
      before.put(row(ID), Durability.POWER);
      before.putFiles(ID, 0, files(2_500));
      before.putDurable(ID, 3, new BitSet());
      before.putFiles(LAST, 0, files(3)); // Of nobody, and behind all others.
      crashing.failAfter(after);
      boolean ended = true;
      try {
        before.replace(ID, row(OTHER));
      } catch (StoreException powerIsGone) {
        ended = false;
      }
      crashing.restart();
      DownloadStore next = new DownloadStore(crashing);
      assertThat(next.downloads()).hasSize(1);
      next.sweep();
      TransferId left = next.downloads().get(0).id();
      assertThat(crashing.rows("download-files")).isEqualTo(2_500);
      assertThat(next.files(left, 0, 3_000)).hasSize(2_500);
      if (ended) {
        assertThat(left).isEqualTo(OTHER);
        assertThat(after).as("crashes").isGreaterThan(4);
        return;
      }
    }
  }

  @Test
  void garbageIsRefusedWithACodeAndNeverOtherwise() throws Exception {
    Random random = new Random(1);
    store.put(row(ID), Durability.POWER);
    store.putFiles(ID, 0, files(1));
    byte[] download = row(ID).encode();
    byte[] file = files(1).get(0).encode();
    byte[] key = new byte[24];
    key[7] = 1;
    key[15] = 2;
    int refused = 0;
    for (int i = 0; i < 4_000; i++) {
      byte[] broken = (i % 2 == 0 ? download : file).clone();
      broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      if (random.nextInt(4) == 0) {
        broken = Arrays.copyOf(broken, random.nextInt(broken.length + 3));
      }
      try {
        if (i % 2 == 0) {
          state.apply(
              new io.scp2p.api.spi.StateBatch()
                  .put(DownloadStore.DOWNLOADS, Arrays.copyOf(key, 16), broken),
              Durability.PROCESS);
          assertThat(store.downloads()).hasSize(1);
        } else {
          state.apply(
              new io.scp2p.api.spi.StateBatch().put(DownloadStore.FILES, key, broken),
              Durability.PROCESS);
          assertThat(store.files(ID, 0, 2))
              .hasSize(1)
              .allSatisfy(each -> each.row().content().layout());
        }
      } catch (StoreException e) {
        assertThat(e.reason()).isEqualTo(StoreException.Reason.CORRUPT);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1_000);
    state.apply(
        new io.scp2p.api.spi.StateBatch().put(DownloadStore.DOWNLOADS, new byte[3], download),
        Durability.PROCESS);
    assertThatThrownBy(store::downloads).isInstanceOf(StoreException.class);
  }
}
