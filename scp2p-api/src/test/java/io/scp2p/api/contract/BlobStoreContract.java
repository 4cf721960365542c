package io.scp2p.api.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.ChangeStamp;
import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.SourceBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link BlobStore} has to do. An implementation extends this class in its own tests and
 * says how its stores are made; all tests then run against it, in the temporary folder.
 */
public abstract class BlobStoreContract {
  private static final int SIZE = 100_000;
  private static final int FEW_FILES = 4;

  /** Where the tests have their files. */
  @TempDir protected Path folder;

  /** The store under test; it may hold few files open. */
  protected BlobStore store;

  /** Makes a store. */
  protected abstract BlobStore create(int maxOpenFiles) throws Exception;

  @BeforeEach
  final void createStore() throws Exception {
    store = create(FEW_FILES);
  }

  @AfterEach
  final void closeStore() throws Exception {
    store.close();
  }

  /** Bytes that differ from each other and between seeds. */
  protected static byte[] random(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Expects a failure of this kind, with a message that says something. */
  protected static void assertFails(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(type(StoreException.class))
        .satisfies(e -> assertThat(e.reason()).as("%s", e.getMessage()).isEqualTo(reason))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeGreaterThan(10));
  }

  private static byte[] read(SourceBlob blob, long position, int length) throws StoreException {
    ByteBuffer target = ByteBuffer.allocate(length);
    blob.read(position, target);
    assertThat(target.remaining()).isZero();
    return target.array();
  }

  private static byte[] read(PartialBlob blob, long position, int length) throws StoreException {
    ByteBuffer target = ByteBuffer.allocate(length);
    blob.read(position, target);
    assertThat(target.remaining()).isZero();
    return target.array();
  }

  private static byte[] part(byte[] all, int from, int to) {
    return java.util.Arrays.copyOfRange(all, from, to);
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private List<Path> filesIn(Path where) throws IOException {
    try (Stream<Path> files = Files.list(where)) {
      return files.sorted().toList();
    }
  }

  // Files of the user, read in place.

  @Test
  void aFileIsReadInPlaceAtAnyPosition() throws Exception {
    byte[] content = random(1, SIZE);
    try (SourceBlob blob = store.open(file("a", content))) {
      assertThat(read(blob, 0, SIZE)).isEqualTo(content);
      assertThat(read(blob, SIZE - 10, 10)).isEqualTo(part(content, SIZE - 10, SIZE));
      assertThat(read(blob, 1_000, 10)).isEqualTo(part(content, 1_000, 1_010));
      assertThat(read(blob, SIZE, 0)).isEmpty();
      ByteBuffer direct = ByteBuffer.allocateDirect(30).position(10).limit(20);
      blob.read(500, direct);
      byte[] seen = new byte[10];
      direct.flip().position(10).get(seen);
      assertThat(seen).isEqualTo(part(content, 500, 510));
    }
    assertThat(filesIn(folder)).hasSize(1);
  }

  @Test
  void aStampTellsSizeTimeAndFile() throws Exception {
    Path path = file("a", random(1, 10));
    try (SourceBlob blob = store.open(path)) {
      ChangeStamp before = blob.stamp();
      assertThat(before.sizeBytes()).isEqualTo(10);
      assertThat(before.modifiedAt()).isEqualTo(Files.getLastModifiedTime(path).toInstant());
      assertThat(blob.stamp()).isEqualTo(before);

      Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochSecond(1_000_000_000, 7_000)));
      assertThat(blob.stamp()).isNotEqualTo(before);
      assertThat(blob.stamp().modifiedAt().getNano()).isEqualTo(7_000);

      Files.write(path, new byte[1], StandardOpenOption.APPEND);
      assertThat(blob.stamp().sizeBytes()).isEqualTo(11);

      Files.delete(path);
      assertFails(Reason.MISSING, blob::stamp);
    }
  }

  @Test
  void anotherFileOfTheSameSizeAndTimeHasAnotherStamp() throws Exception {
    Path path = file("a", random(1, 10));
    FileTime time = Files.getLastModifiedTime(path);
    try (SourceBlob blob = store.open(path)) {
      ChangeStamp before = blob.stamp();
      Path other = file("b", random(2, 10));
      Files.setLastModifiedTime(other, time);
      Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
      if (before.fileKey() != null) {
        assertThat(blob.stamp()).isNotEqualTo(before);
      }
      assertThat(blob.stamp().sizeBytes()).isEqualTo(10);
    }
  }

  @Test
  void aFileThatBecameShorterIsChangedNotEmpty() throws Exception {
    byte[] content = random(1, SIZE);
    Path path = file("a", content);
    try (SourceBlob blob = store.open(path)) {
      assertThat(read(blob, 0, SIZE)).isEqualTo(content);
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(SIZE / 2);
      }
      assertFails(Reason.CHANGED, () -> read(blob, 0, SIZE));
      assertFails(Reason.CHANGED, () -> read(blob, SIZE - 1, 1));
      assertThat(read(blob, 0, SIZE / 2)).isEqualTo(part(content, 0, SIZE / 2));
    }
  }

  @Test
  void whatIsNoFileIsMissing() throws Exception {
    assertFails(Reason.MISSING, () -> store.open(folder.resolve("nowhere")));
    assertFails(Reason.MISSING, () -> store.open(folder));
    assertFails(Reason.MISSING, () -> store.open(file("a", new byte[1]).resolve("below")));
  }

  @Test
  void moreFilesThanMayBeOpenCanAllBeRead() throws Exception {
    List<SourceBlob> blobs = new ArrayList<>();
    for (int i = 0; i < 3 * FEW_FILES; i++) {
      blobs.add(store.open(file("f" + i, random(i, 100))));
    }
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < blobs.size(); i++) {
        assertThat(read(blobs.get(i), 0, 100)).isEqualTo(random(i, 100));
      }
    }
    for (SourceBlob blob : blobs) {
      blob.close();
      blob.close();
      assertFails(Reason.CLOSED, () -> read(blob, 0, 1));
    }
  }

  @Test
  void aFileThatWasReplacedIsNotReadAsTheOldOne() throws Exception {
    Path path = file("a", random(1, 100));
    try (SourceBlob blob = store.open(path)) {
      boolean named = blob.stamp().fileKey() != null;
      Path other = file("b", random(2, 100));
      Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
      List<SourceBlob> others = new ArrayList<>();
      for (int i = 0; i < FEW_FILES; i++) { // The store has to close the old file meanwhile.
        others.add(store.open(file("other" + i, new byte[1])));
      }
      byte[] seen = null;
      try {
        seen = read(blob, 0, 100);
      } catch (StoreException e) {
        assertThat(e.reason()).isEqualTo(Reason.CHANGED);
      }
      if (seen != null && named) {
        assertThat(seen).isEqualTo(random(1, 100));
      }
      for (SourceBlob each : others) {
        each.close();
      }
    }
  }

  @Test
  void manyReadersOfManyFilesDoNotDisturbEachOther() throws Exception {
    int files = 3 * FEW_FILES;
    List<SourceBlob> blobs = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      blobs.add(store.open(file("f" + i, random(i, 4_096))));
    }
    inParallel(
        8,
        thread -> {
          Random random = new Random(thread);
          for (int round = 0; round < 300; round++) {
            int file = random.nextInt(files);
            int from = random.nextInt(4_000);
            byte[] expected = part(random(file, 4_096), from, from + 96);
            assertThat(read(blobs.get(file), from, 96)).isEqualTo(expected);
          }
        });
    for (SourceBlob blob : blobs) {
      blob.close();
    }
  }

  /** What a thread of {@link #inParallel} does. */
  protected interface Work {
    void run(int thread) throws Exception;
  }

  /** Runs work on several threads at once and fails if one of them failed. */
  protected static void inParallel(int threads, Work work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      CountDownLatch together = new CountDownLatch(threads);
      for (int i = 0; i < threads; i++) {
        int thread = i;
        all.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    together.countDown();
                    together.await();
                    work.run(thread);
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                },
                executor));
      }
      for (CompletableFuture<Void> each : all) {
        each.get();
      }
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void anInterruptedReaderHarmsNobody() throws Exception {
    byte[] content = random(1, SIZE);
    try (SourceBlob blob = store.open(file("a", content))) {
      inParallel(
          6,
          thread -> {
            for (int round = 0; round < 100; round++) {
              if (thread < 3) {
                Thread.currentThread().interrupt();
              }
              assertThat(read(blob, round, 1_000)).isEqualTo(part(content, round, round + 1_000));
              assertThat(Thread.interrupted()).as("the interrupt is kept").isEqualTo(thread < 3);
            }
          });
    }
  }

  // Content that arrives.

  @Test
  void whatArrivesIsBesideItsTargetUntilItIsCommitted() throws Exception {
    byte[] content = random(1, SIZE);
    Path target = folder.resolve("new/folders/a.bin");
    PartialBlob partial = store.create(target, SIZE);
    assertThat(partial.file().getParent()).isEqualTo(target.getParent());
    assertThat(partial.file().getFileName().toString()).startsWith(".");
    assertThat(Files.size(partial.file())).isEqualTo(SIZE);
    assertThat(target).doesNotExist();

    partial.write(SIZE / 2, ByteBuffer.wrap(part(content, SIZE / 2, SIZE)));
    partial.write(0, ByteBuffer.wrap(part(content, 0, SIZE / 2)));
    assertThat(read(partial, 0, SIZE)).isEqualTo(content);
    partial.flush();
    assertThat(target).doesNotExist();

    assertThat(partial.commit(false)).isEqualTo(target);
    assertThat(target).hasBinaryContent(content);
    assertThat(filesIn(target.getParent())).containsExactly(target);
    partial.discard();
    partial.close();
    assertThat(target).exists();
    assertFails(Reason.CLOSED, () -> partial.write(0, ByteBuffer.allocate(1)));
    assertFails(Reason.CLOSED, () -> partial.commit(true));
  }

  @Test
  void whatWasNeverWrittenReadsAsZerosAlsoAfterItWasReopened() throws Exception {
    Path target = folder.resolve("a");
    PartialBlob partial = store.create(target, SIZE);
    assertThat(read(partial, 0, SIZE)).isEqualTo(new byte[SIZE]);
    partial.write(SIZE / 2, ByteBuffer.wrap(random(1, 10)));
    byte[] expected = new byte[SIZE];
    System.arraycopy(random(1, 10), 0, expected, SIZE / 2, 10);
    assertThat(read(partial, 0, SIZE)).isEqualTo(expected);
    partial.close();
    try (PartialBlob again = store.reopen(partial.file(), target, SIZE)) {
      assertThat(read(again, 0, SIZE)).isEqualTo(expected);
    }
  }

  @Test
  void aPartialWithANameTakesThePlaceOfWhatACrashHasLeftThere() throws Exception {
    Path target = folder.resolve("new/a");
    Path name = folder.resolve("new/.mine.partial");
    PartialBlob left = store.create(target, 20, name);
    assertThat(left.file()).isEqualTo(name).hasSize(20);
    left.write(0, ByteBuffer.wrap(random(1, 20)));
    left.close();
    PartialBlob next = store.create(target, 10, name);
    assertThat(next.file()).isEqualTo(name).hasSize(10);
    assertThat(read(next, 0, 10)).isEqualTo(new byte[10]);
    next.write(0, ByteBuffer.wrap(random(2, 10)));
    assertThat(next.commit(false)).hasBinaryContent(random(2, 10));
    assertThat(filesIn(target.getParent())).containsExactly(target);
    assertThatThrownBy(() -> store.create(target, 1, folder.resolve("elsewhere")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.create(target, -1, name))
        .isInstanceOf(IllegalArgumentException.class);
    assertFails(
        Reason.FULL, () -> store.create(folder.resolve("b"), Long.MAX_VALUE, folder.resolve("c")));
  }

  @Test
  void aSmallFileIsWrittenAsAWhole() throws Exception {
    Path target = folder.resolve("new/folder/a");
    Path partial = target.resolveSibling(".one");
    ByteBuffer bytes = ByteBuffer.wrap(random(1, 10));
    store.write(target, partial, bytes, false);
    store.flushNames(folder.resolve("new/folder"));
    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(target).hasBinaryContent(random(1, 10));
    assertThat(partial).doesNotExist();

    assertFails(
        Reason.EXISTS, () -> store.write(target, partial, ByteBuffer.wrap(random(2, 9)), false));
    assertThat(target).hasBinaryContent(random(1, 10));
    assertThat(partial).as("what got no name is deleted").doesNotExist();
    Files.write(partial, random(3, 100)); // As a crash may have left it.
    store.write(target, partial, ByteBuffer.wrap(random(2, 9)), true);
    assertThat(target).hasBinaryContent(random(2, 9));
    assertThat(partial).doesNotExist();
    store.write(folder.resolve("empty"), folder.resolve(".two"), ByteBuffer.allocate(0), false);
    assertThat(folder.resolve("empty")).isEmptyFile();
  }

  @Test
  void aSmallFileGoesNeitherThroughALinkNorOverAFolderNorBelowAFile() throws Exception {
    Path kept = Files.write(folder.resolve("kept"), random(1, 10));
    Path link = Files.createSymbolicLink(folder.resolve("link"), kept);
    Path stands = Files.createDirectory(folder.resolve("folder"));
    Path partial = folder.resolve(".one");
    ByteBuffer bytes = ByteBuffer.wrap(random(2, 10));

    assertFails(Reason.DENIED, () -> store.write(link, partial, bytes.duplicate(), true));
    assertFails(Reason.EXISTS, () -> store.write(stands, partial, bytes.duplicate(), true));
    assertFails(
        Reason.EXISTS,
        () -> store.write(kept.resolve("a"), kept.resolve(".one"), bytes.duplicate(), true));
    assertThatThrownBy(() -> store.write(stands.resolve("a"), partial, bytes.duplicate(), false))
        .isInstanceOf(IllegalArgumentException.class);
    Files.createSymbolicLink(partial, kept);
    store.write(folder.resolve("a"), partial, bytes.duplicate(), false);
    assertThat(kept).hasBinaryContent(random(1, 10));
    assertThat(folder.resolve("a")).hasBinaryContent(random(2, 10));
  }

  @Test
  void emptyContentIsContent() throws Exception {
    PartialBlob partial = store.create(folder.resolve("empty"), 0);
    partial.write(0, ByteBuffer.allocate(0));
    partial.flush();
    assertThat(partial.commit(false)).isEmptyFile();
  }

  @Test
  void nothingIsWrittenOrReadBeyondTheSize() throws Exception {
    try (PartialBlob partial = store.create(folder.resolve("a"), 10)) {
      for (long position : new long[] {-1, 6, 10, Long.MAX_VALUE}) {
        assertThatThrownBy(() -> partial.write(position, ByteBuffer.allocate(5)))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> partial.read(position, ByteBuffer.allocate(5)))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThat(Files.size(partial.file())).isEqualTo(10);
      partial.discard();
    }
    assertThatThrownBy(() -> store.create(folder.resolve("a"), -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(filesIn(folder)).isEmpty();
  }

  @Test
  void theBufferThatWasWrittenIsUsedUpAndItsBoundsAreKept() throws Exception {
    try (PartialBlob partial = store.create(folder.resolve("a"), 100)) {
      ByteBuffer bytes = ByteBuffer.wrap(random(1, 50)).position(10).limit(30);
      partial.write(5, bytes);
      assertThat(bytes.position()).isEqualTo(30);
      assertThat(read(partial, 5, 20)).isEqualTo(part(random(1, 50), 10, 30));
    }
  }

  @Test
  void twoPartialsOfOneTargetAreApart() throws Exception {
    Path target = folder.resolve("a");
    PartialBlob one = store.create(target, 10);
    PartialBlob two = store.create(target, 10);
    one.write(0, ByteBuffer.wrap(random(1, 10)));
    two.write(0, ByteBuffer.wrap(random(2, 10)));
    one.commit(false);
    assertFails(Reason.EXISTS, () -> two.commit(false));
    assertThat(target).hasBinaryContent(random(1, 10));
    assertThat(two.commit(true)).hasBinaryContent(random(2, 10));
    assertThat(filesIn(folder)).containsExactly(target);
  }

  @Test
  void onlyOneOfManyWhoMayNotReplaceGetsTheName() throws Exception {
    for (int round = 0; round < 10; round++) {
      Path target = folder.resolve("round" + round);
      AtomicInteger done = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      inParallel(
          6,
          thread -> {
            PartialBlob partial = store.create(target, 1_000);
            partial.write(0, ByteBuffer.wrap(random(thread, 1_000)));
            try {
              partial.commit(false);
              done.incrementAndGet();
              assertThat(target).hasBinaryContent(random(thread, 1_000));
            } catch (StoreException e) {
              assertThat(e.reason()).isEqualTo(Reason.EXISTS);
              refused.incrementAndGet();
              partial.discard();
            }
          });
      assertThat(done).hasValue(1);
      assertThat(refused).hasValue(5);
      assertThat(filesIn(folder)).hasSize(round + 1);
    }
  }

  @Test
  void aReaderOfTheTargetSeesOldOrNewAndNothingBetween() throws Exception {
    Path target = file("a", random(0, SIZE));
    CompletableFuture<Void> done = new CompletableFuture<>();
    inParallel(
        2,
        thread -> {
          if (thread == 0) {
            for (int i = 1; i <= 20; i++) {
              PartialBlob partial = store.create(target, SIZE);
              partial.write(0, ByteBuffer.wrap(random(i, SIZE)));
              partial.commit(true);
            }
            done.complete(null);
          } else {
            while (!done.isDone()) {
              byte[] seen = Files.readAllBytes(target);
              assertThat(seen).hasSize(SIZE);
              int version = versionOf(seen);
              assertThat(seen).isEqualTo(random(version, SIZE));
            }
          }
        });
    assertThat(target).hasBinaryContent(random(20, SIZE));
  }

  private static int versionOf(byte[] seen) {
    for (int version = 0; version <= 20; version++) {
      if (seen[0] == random(version, 1)[0] && seen[1] == random(version, 2)[1]) {
        return version;
      }
    }
    throw new AssertionError("a version that nobody wrote");
  }

  @Test
  void whatWasFlushedIsThereWhenItIsReopenedByAnotherStore() throws Exception {
    Path target = folder.resolve("a");
    PartialBlob partial = store.create(target, SIZE);
    partial.write(1_000, ByteBuffer.wrap(random(1, 5_000)));
    partial.flush();
    Path file = partial.file();
    store.close();
    store = create(FEW_FILES);
    PartialBlob again = store.reopen(file, target, SIZE);
    assertThat(again.file()).isEqualTo(file);
    assertThat(read(again, 1_000, 5_000)).isEqualTo(random(1, 5_000));
    again.write(0, ByteBuffer.wrap(random(2, 1_000)));
    again.close();
    again.close();
    assertThat(file).exists();
    PartialBlob third = store.reopen(file, target, SIZE);
    assertThat(read(third, 0, 1_000)).isEqualTo(random(2, 1_000));
    third.commit(false);
    assertThat(filesIn(folder)).containsExactly(target);
  }

  @Test
  void whatIsNotThePartialAnyMoreIsNotReopened() throws Exception {
    Path target = folder.resolve("a");
    PartialBlob partial = store.create(target, SIZE);
    partial.close();
    assertFails(Reason.CHANGED, () -> store.reopen(partial.file(), target, SIZE + 1));
    Files.write(partial.file(), new byte[1], StandardOpenOption.APPEND);
    assertFails(Reason.CHANGED, () -> store.reopen(partial.file(), target, SIZE));
    partial.discard();
    partial.discard();
    assertThat(partial.file()).doesNotExist();
    assertFails(Reason.MISSING, () -> store.reopen(partial.file(), target, SIZE));
  }

  @Test
  void manyWritersFillOnePartial() throws Exception {
    int pieces = 64;
    int piece = 4_096;
    byte[] content = random(3, pieces * piece);
    PartialBlob partial = store.create(folder.resolve("a"), content.length);
    inParallel(
        8,
        thread -> {
          for (int i = thread; i < pieces; i += 8) {
            if (thread == 7) {
              Thread.currentThread().interrupt();
            }
            partial.write((long) i * piece, ByteBuffer.wrap(content, i * piece, piece));
            Thread.interrupted();
          }
        });
    assertThat(partial.commit(false)).hasBinaryContent(content);
  }

  @Test
  void morePartialsThanMayBeOpenCanAllBeWritten() throws Exception {
    List<PartialBlob> partials = new ArrayList<>();
    for (int i = 0; i < 3 * FEW_FILES; i++) {
      partials.add(store.create(folder.resolve("f" + i), 200));
    }
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < partials.size(); i++) {
        partials.get(i).write(half * 100L, ByteBuffer.wrap(random(i + half, 100)));
      }
    }
    for (int i = 0; i < partials.size(); i++) {
      byte[] seen = Files.readAllBytes(partials.get(i).commit(false));
      assertThat(part(seen, 0, 100)).isEqualTo(random(i, 100));
      assertThat(part(seen, 100, 200)).isEqualTo(random(i + 1, 100));
    }
  }

  @Test
  void aFolderThatIsGoneIsSaidSo() throws Exception {
    Path below = folder.resolve("below");
    PartialBlob partial = store.create(below.resolve("a"), 100);
    partial.write(0, ByteBuffer.wrap(random(1, 100)));
    Files.delete(partial.file());
    Files.delete(below);
    assertFails(Reason.MISSING, partial::flush);
    assertFails(Reason.MISSING, () -> partial.commit(true));
    assertFails(Reason.MISSING, () -> partial.commit(false));
    partial.discard();
    assertThat(below).doesNotExist();
  }

  @Test
  void nothingIsWrittenThroughALinkOrOverAFolder() throws Exception {
    Path outside = file("outside", random(1, 10));
    Path target = folder.resolve("target");
    PartialBlob early = store.create(target, 10);
    early.write(0, ByteBuffer.wrap(random(2, 10)));
    Files.createSymbolicLink(target, outside);
    assertFails(Reason.DENIED, () -> store.create(target, 10));
    assertFails(Reason.DENIED, () -> early.commit(true));
    assertFails(Reason.DENIED, () -> early.commit(false));
    assertThat(outside).hasBinaryContent(random(1, 10));
    assertThat(Files.isSymbolicLink(target)).isTrue();
    Files.delete(target);
    Files.createDirectory(target);
    assertFails(Reason.EXISTS, () -> early.commit(true));
    assertFails(Reason.EXISTS, () -> early.commit(false));
    Files.delete(target);
    assertThat(early.commit(false)).hasBinaryContent(random(2, 10));
    assertThat(Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void aPartialThatBecameALinkIsNotReopened() throws Exception {
    Path target = folder.resolve("a");
    PartialBlob partial = store.create(target, 10);
    partial.close();
    Path victim = file("victim", random(1, 10));
    Files.delete(partial.file());
    Files.createSymbolicLink(partial.file(), victim);
    assertFails(Reason.MISSING, () -> store.reopen(partial.file(), target, 10));
    assertThat(victim).hasBinaryContent(random(1, 10));
  }

  @Test
  void whatCannotFitIsRefusedBeforeAnythingIsWritten() throws Exception {
    long free = store.freeBytes(folder);
    assertThat(free).isPositive();
    assertThat(store.freeBytes(folder.resolve("not/there/yet"))).isPositive();
    Path target = folder.resolve("new/huge");
    assertFails(Reason.FULL, () -> store.create(target, Long.MAX_VALUE));
    assertThatThrownBy(() -> store.create(target, Long.MAX_VALUE))
        .hasMessageContaining(Long.toString(Long.MAX_VALUE))
        .hasMessageContaining("free");
    assertThat(filesIn(folder)).isEmpty();
  }

  @Test
  void aTargetBelowAFileIsRefused() throws Exception {
    Path plain = file("plain", new byte[1]);
    assertThatThrownBy(() -> store.create(plain.resolve("below"), 10))
        .isInstanceOf(StoreException.class);
    assertThat(plain).hasBinaryContent(new byte[1]);
  }

  @Test
  void longNamesAndStrangeOnesFit() throws Exception {
    for (String name : List.of("n".repeat(255), "ü".repeat(127), "-rf", " ", "a\nb")) {
      PartialBlob partial = store.create(folder.resolve(name), 3);
      partial.write(0, ByteBuffer.wrap(name.substring(0, 1).getBytes(UTF_8)));
      assertThat(partial.commit(false)).hasSize(3);
    }
  }

  @Test
  void closingKeepsPartialsAndEndsEverythingElse() throws Exception {
    SourceBlob source = store.open(file("a", random(1, 10)));
    PartialBlob partial = store.create(folder.resolve("b"), 10);
    store.close();
    store.close();
    assertFails(Reason.CLOSED, () -> read(source, 0, 1));
    assertFails(Reason.CLOSED, () -> partial.write(0, ByteBuffer.allocate(1)));
    assertFails(Reason.CLOSED, () -> store.open(folder.resolve("a")));
    assertFails(Reason.CLOSED, () -> store.create(folder.resolve("c"), 1));
    assertFails(Reason.CLOSED, () -> store.reopen(partial.file(), folder.resolve("b"), 10));
    source.close();
    partial.close();
    assertThat(partial.file()).exists();
  }
}
