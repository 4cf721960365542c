package io.scp2p.core.engine.download;

import static io.scp2p.core.engine.download.TestContent.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of several chunks and its notes, also when either was damaged between two runs. */
class PartialFileTest {
  private static final int CHUNKS = 5;

  @TempDir Path folder;
  private final TestContent content = TestContent.random(1, 4 * CHUNK + 77);
  private final WatchedBlobs blobs = new WatchedBlobs();
  private Path partial;
  private Path ledger;

  @AfterEach
  void close() throws Exception {
    blobs.close();
  }

  private PartialFile create() throws StoreException {
    PartialBlob blob = blobs.create(folder.resolve("target"), content.bytes().length);
    PartialBlob notes = blobs.create(folder.resolve("notes"), ChunkLedger.sizeBytes(CHUNKS));
    partial = blob.file();
    ledger = notes.file();
    return new PartialFile(content.arriving(), blob, new ChunkLedger(notes, CHUNKS), new BitSet());
  }

  private PartialFile reopen(BitSet durable) throws StoreException {
    PartialBlob blob = blobs.reopen(partial, folder.resolve("target"), content.bytes().length);
    PartialBlob notes = blobs.reopen(ledger, ledger, ChunkLedger.sizeBytes(CHUNKS));
    return new PartialFile(content.arriving(), blob, new ChunkLedger(notes, CHUNKS), durable);
  }

  private PartialFile with(int... chunks) throws StoreException {
    PartialFile file = create();
    file.putHashes(content.hashes());
    for (int chunk : chunks) {
      assertThat(file.accept(chunk, content.chunk(chunk))).isTrue();
    }
    return file;
  }

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    for (int bit : set) {
      bits.set(bit);
    }
    return bits;
  }

  private void overwrite(Path file, long position, byte... bytes) throws Exception {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), position);
    }
  }

  @Test
  void chunksComeInAnyOrderAndTheWholeIsMovedToItsTarget() throws Exception {
    PartialFile file = with(4, 0, 2);
    assertThat(file.verified()).isEqualTo(bits(0, 2, 4));
    assertThat(file.verifiedBytes()).isEqualTo(2 * CHUNK + 77);
    assertThatThrownBy(file::isContent).isInstanceOf(IllegalStateException.class);
    file.accept(1, content.chunk(1));
    file.accept(3, content.chunk(3));
    assertThat(file.isContent()).isTrue();
    assertThat(file.hashes(0, 9)).contains(content.hashes().joined());
    assertThat(file.hashes(3, 9)).contains(content.hashes().joined().slice(96, 64));
    assertThat(file.commit(false)).hasBinaryContent(content.bytes());
    assertThat(file.allHashes().hashes(1, 2)).isEqualTo(content.hashes().joined().slice(32, 64));
    file.dropNotes();
    assertThat(ledger).doesNotExist();
    assertThat(partial).doesNotExist();
    assertThat(blobs.open()).isZero();
  }

  @Test
  void whatIsNotTheChunkIsNotWritten() throws Exception {
    try (PartialFile file = with()) {
      byte[] wrong = content.chunk(1).toArray();
      wrong[100]++;
      assertThat(file.accept(1, Bytes.wrap(wrong))).isFalse();
      assertThat(file.accept(1, content.chunk(2))).isFalse();
      assertThat(file.accept(4, content.chunk(1))).isFalse();
      assertThat(file.accept(1, content.chunk(1).slice(0, CHUNK - 1))).isFalse();
      assertThat(file.verified()).isEqualTo(bits());
      assertThat(Files.readAllBytes(partial)).containsOnly(0);
    }
  }

  @Test
  void theWholeIsCheckedAgainstItsNameNotOnlyAgainstItsList() throws Exception {
    TestContent other = TestContent.random(2, content.bytes().length);
    ArrivingContent mixed =
        new ArrivingContent(content.id(), content.bytes().length, other.arriving().chunkListHash());
    PartialBlob blob = blobs.create(folder.resolve("target"), content.bytes().length);
    PartialBlob notes = blobs.create(folder.resolve("notes"), ChunkLedger.sizeBytes(CHUNKS));
    try (PartialFile file =
        new PartialFile(mixed, blob, new ChunkLedger(notes, CHUNKS), new BitSet())) {
      file.putHashes(other.hashes());
      for (int chunk = 0; chunk < CHUNKS; chunk++) {
        assertThat(file.accept(chunk, other.chunk(chunk))).isTrue();
      }
      assertThat(file.isContent()).isFalse();
    }
  }

  @Test
  void whatWasVerifiedIsThereTheNextTime() throws Exception {
    try (PartialFile file = with(0, 3)) {
      assertThat(file.flush()).isEqualTo(bits(0, 3));
    }
    try (PartialFile file = reopen(bits(0, 3))) {
      assertThat(file.check()).isEqualTo(bits(0));
      assertThat(file.verified()).isEqualTo(bits(0, 3));
      assertThat(file.readChunk(3)).isEqualTo(content.chunk(3).toArray());
    }
  }

  @Test
  void whatAFlushHasSeenIsNotHashedAgainAndTheRestIs() throws Exception {
    try (PartialFile file = with(0, 3)) {
      assertThat(file.flush()).isEqualTo(bits(0, 3));
      file.accept(1, content.chunk(1));
      file.accept(2, content.chunk(2));
    }
    // Damage tells what is looked at: nobody but a reader of the bytes can notice it.
    overwrite(partial, 0, (byte) ~content.bytes()[0]);
    overwrite(partial, CHUNK, (byte) ~content.bytes()[CHUNK]);
    try (PartialFile file = reopen(bits(0, 3))) {
      assertThat(file.check()).isEqualTo(bits(0));
      assertThat(file.verified()).isEqualTo(bits(0, 2, 3));
      assertThat(file.accept(1, content.chunk(1))).isTrue();
    }
    try (PartialFile file = reopen(bits(0, 3))) {
      assertThat(file.check()).isEqualTo(bits(0));
      assertThat(file.verified()).isEqualTo(bits(0, 1, 2, 3));
    }
  }

  @Test
  void aNoteThatIsTornIsNoNote() throws Exception {
    try (PartialFile file = with(0, 1, 2)) {
      file.flush();
    }
    long noteOfOne = (CHUNKS + 1) * 32L;
    overwrite(ledger, noteOfOne + 16, new byte[16]);
    try (PartialFile file = reopen(bits(0))) {
      assertThat(file.check()).isEqualTo(bits(0));
      assertThat(file.verified()).isEqualTo(bits(0, 2));
    }
  }

  @Test
  void aNoteAboutBytesThatNeverCameIsForgotten() throws Exception {
    try (PartialFile file = with(0, 1)) {
      file.flush();
    }
    overwrite(partial, CHUNK, new byte[CHUNK]); // The note outlived the loss of power.
    try (PartialFile file = reopen(bits(0))) {
      assertThat(file.check()).isEqualTo(bits(0));
      assertThat(file.verified()).isEqualTo(bits(0));
    }
    try (PartialFile file = reopen(bits(0, 1))) {
      assertThat(file.check()).isEqualTo(bits(0));
      assertThat(file.verified()).as("also of the note nothing is left").isEqualTo(bits(0));
    }
  }

  @Test
  void aListOfHashesThatIsTornIsFetchedAgainAndThenChunksAreHashed() throws Exception {
    try (PartialFile file = with(0, 1)) {
      file.flush();
    }
    overwrite(ledger, 32, new byte[32]);
    try (PartialFile file = reopen(bits(0, 1))) {
      assertThat(file.check()).isEqualTo(bits());
      assertThat(file.verified()).isEqualTo(bits());
      file.putHashes(content.hashes());
    }
    try (PartialFile file = reopen(new BitSet())) {
      assertThat(file.check()).isEqualTo(bits(0));
      assertThat(file.verified()).isEqualTo(bits(0, 1));
    }
  }

  @Test
  void theNotesOfAnotherFileAreNotBelieved() throws Exception {
    try (PartialFile file = with(0, 1, 2, 3, 4)) {
      file.flush();
    }
    TestContent other = TestContent.random(9, content.bytes().length);
    PartialBlob blob = blobs.reopen(partial, folder.resolve("x"), content.bytes().length);
    PartialBlob notes = blobs.reopen(ledger, ledger, ChunkLedger.sizeBytes(CHUNKS));
    try (PartialFile file =
        new PartialFile(
            other.arriving(), blob, new ChunkLedger(notes, CHUNKS), bits(0, 1, 2, 3, 4))) {
      assertThat(file.check()).isEqualTo(bits());
      assertThat(file.verified()).isEqualTo(bits());
      file.putHashes(other.hashes());
      assertThat(file.check()).isEqualTo(bits(0));
      assertThat(file.verified()).isEqualTo(bits());
    }
  }

  @Test
  void chunksOfOneFileMayComeFromManyThreadsAtOnce() throws Exception {
    PartialFile file = with();
    List<CompletableFuture<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 4 * CHUNKS; i++) {
      int chunk = i % CHUNKS;
      all.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return file.accept(chunk, content.chunk(chunk));
                } catch (StoreException e) {
                  throw new AssertionError(e);
                }
              }));
    }
    for (CompletableFuture<Boolean> each : all) {
      assertThat(each.get()).isTrue();
    }
    assertThat(file.isContent()).isTrue();
    assertThat(file.commit(false)).hasBinaryContent(content.bytes());
  }

  @Test
  void discardingLeavesNothing() throws Exception {
    with(1).discard();
    assertThat(folder).isEmptyDirectory();
    assertThat(blobs.open()).isZero();
  }

  @Test
  void aLedgerOfManyChunksIsWalkedInOrderWithoutHoldingIt() throws Exception {
    long chunks = 10_000;
    PartialBlob notes = blobs.create(folder.resolve("many"), ChunkLedger.sizeBytes(chunks));
    try (ChunkLedger many = new ChunkLedger(notes, chunks)) {
      byte[] value = new byte[32];
      for (long chunk : new long[] {0, 2_047, 2_048, 9_999, 4_096}) {
        value[0] = (byte) (chunk + 1);
        value[1] = 1;
        many.putValue(chunk, value);
      }
      many.forget(4_096);
      List<Long> seen = new ArrayList<>();
      many.forEachNoted(
          (chunk, noted) -> {
            assertThat(noted[0]).isEqualTo((byte) (chunk + 1));
            seen.add(chunk);
          });
      assertThat(seen).containsExactly(0L, 2_047L, 2_048L, 9_999L);
      assertThatThrownBy(many::root).isInstanceOf(IllegalStateException.class);
    }
  }
}
