package io.scp2p.core.engine.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.share.SharePlan;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.content.ContentDigest;
import io.scp2p.core.content.ContentDigester;
import io.scp2p.core.engine.share.ShareWorld.Unserved;
import io.scp2p.core.wire.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentLibraryTest {
  private static final byte[] CONTENT = ShareWorld.bytes(600_000, 7);
  private static final ContentId ID = ShareWorld.idOf(CONTENT);

  @TempDir Path dir;
  private Path file;
  private ShareWorld world;
  private PublishedShare share;

  @BeforeEach
  void publish() throws Exception {
    world = new ShareWorld(dir.resolve("home"));
    file = ShareWorld.write(dir.resolve("folder/file"), CONTENT);
    share = world.publish(SharePlan.folder(dir.resolve("folder")).build());
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Optional<byte[]> chunk(int index) throws Exception {
    return world.library.readChunk(ID, index);
  }

  private void aMomentLater() {
    world.clock.advance(Duration.ofSeconds(1));
  }

  private static byte[] part(int from, int to) {
    return Arrays.copyOfRange(CONTENT, from, to);
  }

  @Test
  void chunksAreReadInPlaceOnceAndNotHashed() throws Exception {
    world.blobs.bytesRead.set(0);
    world.blobs.opened.set(0);
    assertThat(chunk(0)).contains(part(0, 262_144));
    assertThat(chunk(1)).contains(part(262_144, 524_288));
    assertThat(chunk(2)).contains(part(524_288, 600_000));
    assertThat(chunk(3)).isEmpty();
    assertThat(world.library.readChunk(ID, 0xffff_ffffL)).isEmpty();
    assertThat(world.library.readChunk(ShareWorld.idOf(new byte[1]), 0)).isEmpty();
    assertThat(world.blobs.bytesRead).hasValue(600_000);
    assertThat(world.blobs.opened).hasValue(1);
  }

  @Test
  void aFreshLibraryReadsNothingBeforeItIsAsked() throws Exception {
    world.blobs.opened.set(0);
    try (ShareWorld next = new ShareWorld(dir, world.state, world.keys, 10)) {
      assertThat(next.blobs.opened).hasValue(0);
      assertThat(next.library.readChunk(ID, 0)).isPresent();
      assertThat(next.blobs.opened).hasValue(1);
    }
  }

  @Test
  void theStampIsLookedAtOnceForEachChunk() throws Exception {
    chunk(0);
    int before = world.blobs.stamps.get();
    for (int i = 0; i < 50; i++) {
      chunk(1);
    }
    assertThat(world.blobs.stamps.get() - before).isEqualTo(50);
  }

  @Test
  void aChangedFileIsNeverServedAsTheOldOne() throws Exception {
    chunk(0);
    Files.write(file, ShareWorld.bytes(600_000, 8));

    assertThat(chunk(0)).isEmpty();
    assertThat(world.soon(() -> !world.unserved.isEmpty())).isTrue();
    assertThat(chunk(0)).isEmpty();
    assertThat(world.unserved)
        .containsExactly(new Unserved(share.id(), ID, ErrorCode.FILE_CHANGED));
  }

  @Test
  void aFileThatIsWrittenWhileAChunkIsReadIsNotServedAsTheOldOne() throws Exception {
    chunk(0);
    world.blobs.beforeRead =
        () -> {
          world.blobs.beforeRead = () -> {};
          try {
            Files.write(file, ShareWorld.bytes(600_000, 8));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        };

    assertThat(chunk(1)).isEmpty();
    assertThat(world.soon(() -> !world.unserved.isEmpty())).isTrue();
  }

  @Test
  void aFileThatWasOnlyTouchedIsHashedOnceAndServedAgain() throws Exception {
    chunk(0);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    aMomentLater();
    world.blobs.bytesRead.set(0);

    assertThat(chunk(0)).isEmpty();
    assertThat(world.soon(() -> chunk(0).isPresent())).isTrue();
    assertThat(chunk(2)).contains(part(524_288, 600_000));
    assertThat(world.unserved).isEmpty();
    assertThat(world.blobs.bytesRead.get())
        .as("the chunk that was refused, one hash, the chunks that were served")
        .isLessThan(3L * CONTENT.length);
  }

  @Test
  void aFileThatIsWrittenAllTheTimeIsNotHashedAllTheTime() throws Exception {
    for (int i = 0; i < 20; i++) {
      Files.write(file, ShareWorld.bytes(600_000, i + 100));
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(100 + i)));
      aMomentLater();
      assertThat(chunk(0)).isEmpty();
      assertThat(world.soon(() -> !world.unserved.isEmpty() && world.blobs.open.get() == 0))
          .isTrue();
    }
    // Published once, hashed again once; within twenty seconds no more.
    assertThat(world.blobs.bytesRead.get()).isLessThanOrEqualTo(3L * CONTENT.length);
    assertThat(world.unserved).hasSize(1);
  }

  @Test
  void aFileThatIsRestoredIsServedAgainAfterAWhile() throws Exception {
    Files.write(file, ShareWorld.bytes(600_000, 8));
    assertThat(chunk(0)).isEmpty();
    assertThat(world.soon(() -> world.unserved.size() == 1)).isTrue();
    ShareWorld.write(file, CONTENT);
    world.clock.advance(SuspectFiles.MIN_INTERVAL);

    assertThat(world.soon(() -> chunk(0).isPresent())).isTrue();
    assertThat(chunk(0)).contains(part(0, 262_144));
  }

  @Test
  void aTruncatedFileEndsInAnEventAndNotInShortChunks() throws Exception {
    chunk(0);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(300_000);
    }
    assertThat(chunk(2)).as("within the same second").isEmpty();
    assertThat(world.soon(() -> world.unserved.size() == 1)).isTrue();
    assertThat(world.unserved.get(0).why()).isEqualTo(ErrorCode.FILE_CHANGED);
    assertThat(chunk(0)).isEmpty();
  }

  @Test
  void aMissingAndAForbiddenFileAreToldApart() throws Exception {
    world.blobs.denied.add(file);
    assertThat(chunk(0)).isEmpty();
    assertThat(world.soon(() -> world.unserved.size() == 1)).isTrue();
    world.blobs.denied.clear();
    Files.delete(file);
    assertThat(chunk(0)).isEmpty();
    assertThat(world.soon(() -> world.unserved.size() == 2)).isTrue();

    assertThat(world.unserved)
        .extracting(Unserved::why)
        .containsExactly(ErrorCode.FILE_DENIED, ErrorCode.FILE_MISSING);
  }

  @Test
  void anotherCopyOfTheContentStandsIn() throws Exception {
    Path copy = ShareWorld.write(dir.resolve("copy/other"), CONTENT);
    world.publish(SharePlan.files(List.of(copy)).build());
    Files.delete(file);

    assertThat(chunk(1)).contains(part(262_144, 524_288));
  }

  @Test
  void whatAnUpdateLeavesOutIsNotServedAnyMore() throws Exception {
    ShareWorld.write(dir.resolve("folder/other"), new byte[1]);
    Path kept = dir.resolve("elsewhere");
    Files.move(file, kept);
    world.publish(SharePlan.folder(dir.resolve("folder")).updating(share.id()).build());
    Files.move(kept, file);

    assertThat(chunk(0)).isEmpty();
    assertThat(world.library.has(ID)).isFalse();
    assertThat(world.library.hashes(ID, 0, 1)).isEmpty();
  }

  @Test
  void openFilesAreBoundedAndClosedAtTheEnd() throws Exception {
    for (int i = 0; i < 20; i++) {
      ShareWorld.write(dir.resolve("many/f" + i), ShareWorld.bytes(100, i));
    }
    world.publish(SharePlan.folder(dir.resolve("many")).build());
    for (int i = 0; i < 20; i++) {
      ContentId id = ShareWorld.idOf(ShareWorld.bytes(100, i));
      assertThat(world.library.readChunk(id, 0)).isPresent();
      assertThat(world.library.openFiles()).isLessThanOrEqualTo(4);
    }
    assertThat(world.blobs.open).hasValue(4);
    world.library.close();
    assertThat(world.blobs.open).hasValue(0);
    assertThat(chunk(0)).as("late, but not left open").isPresent();
    assertThat(world.blobs.open).hasValue(0);
  }

  @Test
  void hashesComeInPartsOfAnyLength() throws Exception {
    ChunkHashes hashes = digest(CONTENT).chunks();
    assertThat(world.library.chunkCount(ID)).contains(3L);
    assertThat(world.library.hashes(ID, 0, 100)).contains(hashes.joined());
    assertThat(world.library.hashes(ID, 1, 1)).contains(hashes.hash(1));
    assertThat(world.library.hashes(ID, 3, 1)).contains(Bytes.EMPTY);
    assertThat(world.library.hashes(ID, 1L << 40, 1)).contains(Bytes.EMPTY);
  }

  private static ContentDigest digest(byte[] content) {
    return new ContentDigester().update(ByteBuffer.wrap(content)).finish();
  }

  @Test
  void aFinishedDownloadIsServedAcrossARestartUntilItIsRemoved() throws Exception {
    byte[] content = ShareWorld.bytes(300_000, 9);
    Path target = ShareWorld.write(dir.resolve("downloads/f"), content);
    ContentDigest digest = digest(content);
    world.library.add(
        List.of(
            new FinishedFile(digest.contentId(), digest.chunks(), target),
            new FinishedFile(ID, digest(CONTENT).chunks(), dir.resolve("gone meanwhile"))));

    try (ShareWorld next = new ShareWorld(dir, world.state, world.keys, 10)) {
      assertThat(next.library.readChunk(digest.contentId(), 1))
          .contains(Arrays.copyOfRange(content, 262_144, 300_000));
      assertThat(next.library.contents(null, 10))
          .containsExactlyInAnyOrder(ID, digest.contentId())
          .isSorted();
      ContentId first = next.library.contents(null, 1).get(0);
      assertThat(next.library.contents(first, 10)).hasSize(1).doesNotContain(first);
      next.library.remove(digest.contentId(), target);
      assertThat(next.library.readChunk(digest.contentId(), 1)).isEmpty();
      assertThat(next.library.contents(null, 10)).containsExactly(ID);
    }
  }

  @Test
  void anUnpublishedContentThatIsAlsoADownloadStays() throws Exception {
    world.library.add(List.of(new FinishedFile(ID, digest(CONTENT).chunks(), file)));
    ShareWorld.await(world.publisher.unpublish(share.id()));
    assertThat(world.soon(() -> world.state.rows("share-doomed") == 0)).isTrue();

    assertThat(chunk(0)).contains(part(0, 262_144));
    assertThat(world.library.hashes(ID, 0, 3)).contains(digest(CONTENT).chunks().joined());
  }

  @Test
  void aRunningDownloadServesWhatItHasVerified() throws Exception {
    byte[] content = ShareWorld.bytes(600_000, 10);
    ContentDigest digest = digest(content);
    PartialSource partial =
        new PartialSource() {
          @Override
          public long sizeBytes() {
            return content.length;
          }

          @Override
          public boolean has(long chunkIndex) {
            return chunkIndex == 1;
          }

          @Override
          public BitSet verified() {
            return BitSet.valueOf(new long[] {2});
          }

          @Override
          public Optional<Bytes> hashes(long from, int count) {
            return Optional.of(digest.chunks().joined().slice((int) from * 32, 64));
          }

          @Override
          public void read(long position, ByteBuffer target) {
            target.put(content, (int) position, target.remaining());
          }
        };
    world.library.addPartial(digest.contentId(), partial);

    assertThat(world.library.readChunk(digest.contentId(), 0)).isEmpty();
    assertThat(world.library.readChunk(digest.contentId(), 1))
        .contains(Arrays.copyOfRange(content, 262_144, 524_288));
    assertThat(world.library.hashes(digest.contentId(), 1, 9).orElseThrow().size()).isEqualTo(64);
    world.library.removePartial(digest.contentId(), partial);
    assertThat(world.library.readChunk(digest.contentId(), 1)).isEmpty();
  }
}
