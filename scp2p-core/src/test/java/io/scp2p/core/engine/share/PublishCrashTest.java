package io.scp2p.core.engine.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.core.engine.keys.KeyRing;
import io.scp2p.core.engine.keys.MemoryState;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publication whose process ends before the n-th batch, for every n; and one of many files. */
class PublishCrashTest {
  private static final int FILES = 10_000;

  @TempDir Path dir;
  private final MemoryState state = new MemoryState();
  private final KeyRing keys = KeyRing.inMemory(Entropy.system());

  @AfterEach
  void close() {
    keys.close();
  }

  private ShareWorld start() {
    return new ShareWorld(dir.resolve("home"), state, keys, ShareWorld.MAX_ITEMS);
  }

  private Path manyFiles() throws Exception {
    Path folder = dir.resolve("many");
    byte[] content = new byte[8];
    for (int i = 0; i < FILES; i++) {
      content[0] = (byte) i;
      content[1] = (byte) (i >> 8);
      ShareWorld.write(folder.resolve("d" + i % 100 + "/file-with-a-name-" + i), content);
    }
    return folder;
  }

  @Test
  void tenThousandFilesArePublishedPageByPageAndADeathAnywhereLeavesNothingHalf() throws Exception {
    Path folder = manyFiles();
    SharePlan plan = SharePlan.folder(folder).title("many").build();
    int batches = 0;
    boolean published = false;
    for (int after = 0; !published; after++) {
      try (ShareWorld world = start()) {
        state.failAfter(after);
        var result = world.publisher.start(plan, PublishListener.NONE).result();
        published = world.soon(result::isDone) && !result.isCompletedExceptionally();
        if (!published) {
          assertThat(ShareWorld.failure(result).code()).isEqualTo(ErrorCode.STORE_FAILED);
          assertThat(world.blobs.open).hasValue(0);
        }
      }
      state.restart();
      if (!published) {
        assertNothingIsLeft();
        batches++;
      }
    }
    assertThat(batches).as("batches of 4 MiB and the last one").isGreaterThan(1);
    assertThat(state.biggestBatchBytes()).isLessThan(VersionWriter.MAX_BATCH_BYTES + (64 << 10));
    assertWhole();
  }

  private void assertNothingIsLeft() throws Exception {
    try (ShareWorld next = start()) {
      assertThat(next.store.list()).isEmpty();
      next.publisher.tidy();
      assertThat(next.soon(() -> state.rows("share-") + state.rows("content-") == 0)).isTrue();
    }
  }

  private void assertWhole() throws Exception {
    try (ShareWorld world = start()) {
      PublishedShare share = world.store.list().get(0);
      assertThat(share.itemCount()).isEqualTo(FILES);
      assertThat(share.fitsV1()).isFalse();
      List<ShareItem> items = world.items(share);
      assertThat(items).hasSize(FILES);
      assertThat(items.stream().map(item -> item.path().replace('/', '\u0001'))).isSorted();
      Manifest outline = Manifest.decode(world.store.manifest(share.manifestId()).orElseThrow());
      assertThat(outline.body().items()).isEmpty();
      assertThat(outline.body().title()).isEqualTo("many");
      assertThat(world.library.readChunk(items.get(FILES - 1).contentId(), 0)).isPresent();
    }
  }

  @Test
  void anUpdateThatDiesLeavesTheOldVersionServed() throws Exception {
    Path file = ShareWorld.write(dir.resolve("f/file"), ShareWorld.bytes(1_000, 1));
    ContentId old = ShareWorld.idOf(ShareWorld.bytes(1_000, 1));
    ShareId id;
    try (ShareWorld world = start()) {
      id = world.publish(SharePlan.folder(dir.resolve("f")).build()).id();
      ShareWorld.write(dir.resolve("f/second"), ShareWorld.bytes(10, 2));
      state.failAfter(0);
      assertThat(world.refused(SharePlan.folder(dir.resolve("f")).updating(id).build()).code())
          .isEqualTo(ErrorCode.STORE_FAILED);
      assertThat(ShareWorld.failure(world.publisher.unpublish(id)).code())
          .isEqualTo(ErrorCode.STORE_FAILED);
    }
    state.restart();
    try (ShareWorld world = start()) {
      assertThat(Files.exists(file)).isTrue();
      assertThat(world.store.find(id).orElseThrow().seq()).isEqualTo(1);
      assertThat(world.library.readChunk(old, 0)).isPresent();
      PublishedShare next = world.publish(SharePlan.folder(dir.resolve("f")).updating(id).build());
      assertThat(next.seq()).isEqualTo(2);
    }
  }

  @Test
  void itemsOfAnUpdateThatDiedNeverTurnUpInTheNext() throws Exception {
    ShareWorld.write(dir.resolve("f/file"), ShareWorld.bytes(1_000, 1));
    SharePlan.Builder plan = SharePlan.folder(dir.resolve("f"));
    PublishedShare first;
    try (ShareWorld world = start()) {
      first = world.publish(plan.build());
    }
    try (ShareWorld world = start()) {
      HashedFile stray = TextFile.hashed(new SharePlan.Source.Text("stray", "x"));
      byte[] item = stray.item(List.of()).encoded().toArray();
      state.apply(
          new StateBatch()
              .put(Tables.DOOMED, Tables.version(first.id(), 2), new byte[0])
              .put(Tables.ITEMS, Tables.item(first.id(), 2, 7), item),
          Durability.POWER);

      PublishedShare next = world.publish(plan.updating(first.id()).build());

      assertThat(world.items(next)).extracting(ShareItem::name).containsExactly("file");
      assertThat(next.seq()).isEqualTo(3);
      world.publisher.tidy();
      assertThat(world.soon(() -> state.rows("share-doomed") == 0)).isTrue();
      assertThat(state.rows("share-items")).isEqualTo(2);
    }
  }
}
