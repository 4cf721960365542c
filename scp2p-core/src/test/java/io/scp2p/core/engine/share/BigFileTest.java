package io.scp2p.core.engine.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.share.SharePlan;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareItem;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sparse files, which cost no disk. */
class BigFileTest {
  @TempDir Path dir;

  private Path sparse(long bytes) throws Exception {
    Path file = dir.resolve("big/file");
    Files.createDirectories(file.getParent());
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(bytes);
    }
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    return file;
  }

  @Test
  void aFileIsHashedInSteps() throws Exception {
    sparse(2 * HashTask.STEP_BYTES + 1);
    try (ShareWorld world = new ShareWorld(null)) {
      AtomicLong steps = new AtomicLong();
      SharePlan plan = SharePlan.folder(dir.resolve("big")).build();
      PublishListener counting = (done, all, n, m) -> steps.incrementAndGet();
      PublishedShare share = ShareWorld.await(world.publisher.start(plan, counting).result());
      ShareItem item = world.items(share).get(0);
      assertThat(item.chunkCount()).isEqualTo(257);
      assertThat(world.library.readChunk(item.contentId(), 256).orElseThrow()).hasSize(1);
      assertThat(steps.get()).isBetween(3L, 4L);
    }
  }

  @Test
  void longHashListsGoIntoSeveralRowsAndComeBackAsOne() throws Exception {
    byte[] hashes = ShareWorld.bytes(1_201 * 32, 1);
    ContentId id = ShareWorld.idOf(hashes);
    try (ShareWorld world = new ShareWorld(null)) {
      Path file = sparse((300L << 20) + 1);
      world.library.add(List.of(new FinishedFile(id, ChunkHashes.of(Bytes.wrap(hashes)), file)));
      assertThat(world.state.rows("content-hashes")).isEqualTo(2);
      assertThat(world.library.hashes(id, 0, 2_000)).contains(Bytes.wrap(hashes));
      assertThat(world.library.hashes(id, 1_020, 10)).contains(Bytes.wrap(hashes, 1_020 * 32, 320));
    }
    HashPages pages = new HashPages();
    for (int at = 0; at < hashes.length; at += 32) {
      pages.add(Arrays.copyOfRange(hashes, at, at + 32));
    }
    assertThat(pages.finish()).hasSize(2);
    assertThat(pages.listHash()).isEqualTo(Bytes.wrap(Blake3.hash(hashes)));
  }

  @Test
  @Tag("heavy")
  void fourGibibytesCostNoMoreHeapThanOne() throws Exception {
    long one = heapGrowth(1L << 30);
    long four = heapGrowth(4L << 30);
    assertThat(four - one).isLessThan(16L << 20);
  }

  private long heapGrowth(long bytes) throws Exception {
    sparse(bytes);
    try (ShareWorld world = new ShareWorld(null)) {
      long before = used();
      AtomicLong peak = new AtomicLong();
      PublishListener measure = (done, all, n, m) -> peak.accumulateAndGet(used(), Math::max);
      SharePlan plan = SharePlan.folder(dir.resolve("big")).build();
      PublishedShare share = ShareWorld.await(world.publisher.start(plan, measure).result());
      assertThat(share.totalChunks()).isEqualTo(bytes / ChunkLayout.CHUNK_BYTES);
      return peak.get() - before;
    }
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
