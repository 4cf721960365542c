package io.scp2p.core.engine.download;

import static io.scp2p.core.engine.download.TestContent.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.transfer.CollisionRule;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.DownloadResult;
import io.scp2p.api.transfer.DownloadResult.DownloadedFile;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.core.wire.record.ShareItem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a download does with what stands where its files should go, and how it is planned. */
class DownloadTargetsTest {
  private static final byte[] OTHER = {1, 2, 3};

  @TempDir Path folder;
  private final TestContent big = TestContent.random(1, 3 * CHUNK + 5);
  private final TestContent small = TestContent.random(2, 500);
  private DownloadWorld world;

  @BeforeEach
  void begin() throws Exception {
    world = new DownloadWorld(1, folder);
    world.service.restore();
    world.publish("d/big.bin", big);
    world.publish("small.txt", small);
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private void there(String path, byte[] content) throws Exception {
    Path file = world.targets.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private void has(String path, byte[] content) {
    assertThat(world.targets.resolve(path)).hasBinaryContent(content);
  }

  private Download start(CollisionRule rule) {
    return world.service.start(world.plan().collision(rule).into(world.targets));
  }

  private List<Path> paths(Download download) {
    DownloadWorld.Outcome outcome = world.answer(download.result());
    assertThat(outcome.failure).isNull();
    return ((DownloadResult) outcome.value).files().stream().map(DownloadedFile::path).toList();
  }

  private ErrorCode failure(Download download) {
    DownloadWorld.Outcome outcome = world.answer(download.result());
    assertThat(download.state()).isEqualTo(TransferState.ERROR);
    return ((Scp2pException) outcome.failure).code();
  }

  @Test
  void whatHasTheRightContentIsKeptAndNotFetched() throws Exception {
    there("d/big.bin", big.bytes());
    there("small.txt", small.bytes());
    for (CollisionRule rule : CollisionRule.values()) {
      assertThat(paths(start(rule))).hasSize(2);
      assertThat(world.servedBytes).isZero();
      world.assertComplete();
    }
  }

  @Test
  void somethingElseStaysAndWhatArrivesGetsANumber() throws Exception {
    there("d/big.bin", OTHER);
    there("small.txt", new byte[500]);
    there("small (2).txt", OTHER);
    for (CollisionRule rule : List.of(CollisionRule.KEEP_IF_SAME, CollisionRule.RENAME)) {
      assertThat(paths(start(rule)))
          .containsExactlyInAnyOrder(
              world.targets.resolve("d/big (2).bin"), world.targets.resolve("small (3).txt"));
      has("d/big.bin", OTHER);
      has("d/big (2).bin", big.bytes());
      has("small (3).txt", small.bytes());
    }
    world.assertNothingUnfinished();
  }

  @Test
  void somethingElseIsReplacedInOneStepOnceTheNewOneIsVerified() throws Exception {
    there("d/big.bin", OTHER);
    there("small.txt", OTHER);
    world.blobs.beforeCommit =
        () -> {
          has("d/big.bin", OTHER);
          world.blobs.beforeCommit = () -> {};
        };
    assertThat(paths(start(CollisionRule.REPLACE))).hasSize(2);
    world.assertComplete();
  }

  @Test
  void somethingElseFailsTheDownloadIfThatIsTheRule() throws Exception {
    there("small.txt", OTHER);
    assertThat(failure(start(CollisionRule.FAIL))).isEqualTo(ErrorCode.TARGET_EXISTS);
    has("small.txt", OTHER);
    Files.delete(world.targets.resolve("small.txt"));
    assertThat(paths(start(CollisionRule.FAIL))).hasSize(2);
    world.assertComplete();
    assertThat(world.answer(world.service.list().collectList()).value)
        .as("the failed one has become part of the new one")
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(1);
  }

  @Test
  void whatComesToStandThereMeanwhileIsTreatedAsIfItHadBeenThere() throws Exception {
    world.blobs.beforeCommit =
        () -> {
          try {
            Files.write(world.targets.resolve("d/big.bin"), OTHER);
            Files.write(world.targets.resolve("d/big (2).bin"), OTHER);
            Files.write(world.targets.resolve("small.txt"), OTHER);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        };
    assertThat(paths(start(CollisionRule.RENAME)))
        .containsExactlyInAnyOrder(
            world.targets.resolve("d/big (3).bin"), world.targets.resolve("small (2).txt"));
    has("d/big (3).bin", big.bytes());
    has("small (2).txt", small.bytes());
    world.assertNothingUnfinished();
  }

  @Test
  void whatComesToStandThereMeanwhileFailsTheDownloadIfThatIsTheRule() throws Exception {
    world.items.remove(0);
    world.blobs.beforeCommit =
        () -> {
          try {
            Files.write(world.targets.resolve("small.txt"), OTHER);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        };
    assertThat(failure(start(CollisionRule.FAIL))).isEqualTo(ErrorCode.TARGET_EXISTS);
    has("small.txt", OTHER);
  }

  @Test
  void twoItemsThatWantTheNumberOfEachOtherBothArrive() throws Exception {
    TestContent third = TestContent.random(3, 700);
    world.publish("SMALL.txt", third);
    there("small.txt", OTHER);
    there("small (2).txt", OTHER);
    assertThat(paths(start(CollisionRule.KEEP_IF_SAME))).hasSize(3).doesNotHaveDuplicates();
    has("small.txt", OTHER);
    assertThat(world.files()).hasSize(5);
    world.assertNothingUnfinished();
  }

  @Test
  void aFileThatWasNotLookedAtToTheEndIsNotTakenForAnother() throws Exception {
    there("d/big.bin", big.bytes());
    TransferId id = new TransferId(new UUID(9, 9));
    FileRow row = FileRow.planned(big.arriving(), world.targets.resolve("d/big.bin"));
    for (CollisionRule rule : CollisionRule.values()) {
      FileWork interrupted = work(id, row, rule);
      world.blobs.beforeRead = interrupted::abandon;
      FileWork.Found found = interrupted.begin();
      assertThat(found.done()).isFalse();
      assertThat(found.destination()).isNull();
      assertThat(interrupted.numbered().row()).isEqualTo(row);
      interrupted.keep();
      world.blobs.beforeRead = () -> {};
      assertThat(work(id, row, rule).begin().done()).isTrue();
    }
    assertThat(world.files()).containsExactly("d/big.bin");
  }

  private FileWork work(TransferId id, FileRow row, CollisionRule rule) {
    return new FileWork(
        world.blobs,
        world.store(),
        world.notes,
        files -> {},
        DownloadWorld.NOTHING_HERE,
        id,
        new DownloadStore.NumberedFile(0, row),
        rule);
  }

  @Test
  void onlyWhatWasAskedForArrives() throws Exception {
    Download download =
        world.service.start(world.plan().items(Set.of(small.id())).into(world.targets));
    assertThat(paths(download)).containsExactly(world.targets.resolve("small.txt"));
    assertThat(world.files()).containsExactly("small.txt");
    assertThat(world.servedBytes).isEqualTo(500);
  }

  @Test
  void whatTheShareDoesNotHaveIsRefused() {
    assertThat(
            failure(
                world.service.start(
                    world
                        .plan()
                        .items(Set.of(TestContent.random(77, 7).id()))
                        .into(world.targets))))
        .isEqualTo(ErrorCode.UNKNOWN_ITEM);
  }

  @Test
  void aShareThatIsNotKnownIsRefused() {
    ShareId unknown = ShareId.of(TestContent.random(5, ShareId.LENGTH).bytes());
    Download download = world.service.start(DownloadPlan.share(unknown).into(world.targets));
    assertThat(failure(download)).isEqualTo(ErrorCode.UNKNOWN_SHARE);
  }

  @Test
  void whatDoesNotFitIsRefusedUnlessItIsThereAlready() throws Exception {
    world.blobs.freeBytes = 3 * CHUNK;
    Download download = world.start();
    DownloadWorld.Outcome refused = world.answer(download.result());
    Scp2pException why = (Scp2pException) refused.failure;
    assertThat(why.code()).isEqualTo(ErrorCode.DISK_FULL);
    assertThat(why.details())
        .containsEntry("folder", world.targets.toString())
        .containsEntry("neededBytes", Long.toString(3L * CHUNK + 505))
        .containsEntry("freeBytes", Long.toString(3L * CHUNK));
    there("d/big.bin", big.bytes());
    assertThat(paths(world.start())).hasSize(2);
    world.assertComplete();
  }

  @Test
  void aDiskThatFillsUpMeanwhileIsToldWithTheFileAndTheSameStartGoesOn() throws Exception {
    world.blobs.writableBytes.set(3 * CHUNK); // Notes take some of it, too.
    Scp2pException why = (Scp2pException) world.answer(world.start().result()).failure;
    assertThat(why.code()).isEqualTo(ErrorCode.DISK_FULL);
    assertThat(why).hasMessageContaining("no room");
    assertThat(why.details()).containsEntry("file", world.targets.resolve("d/big.bin").toString());
    assertThat(world.blobs.open()).isZero();

    world.blobs.writableBytes.set(Long.MAX_VALUE);
    long served = world.servedBytes;
    Download again = world.start();
    List<Long> seen = new ArrayList<>();
    again.progress().subscribe(progress -> seen.add(progress.bytesDone()));
    assertThat(paths(again)).hasSize(2);
    long fetched = world.servedBytes - served;
    assertThat(fetched).isLessThan(3 * CHUNK);
    assertThat(seen.stream().filter(bytes -> bytes > 0).findFirst())
        .as("what was there is seen from the start")
        .hasValueSatisfying(
            first -> assertThat(first).isGreaterThanOrEqualTo(3L * CHUNK + 505 - fetched));
    world.assertComplete();
  }

  @Test
  void whatItsPublisherContradictsIsRefused() {
    ShareItem good = big.at("x");
    for (long chunks : new long[] {0, 3, 5}) {
      world.items.set(
          0,
          new ShareItem(
              good.contentId(),
              good.size(),
              "x",
              null,
              null,
              List.of(),
              chunks,
              good.chunkListHash()));
      assertThat(failure(world.start())).isEqualTo(ErrorCode.CHUNK_LIST_MISMATCH);
    }
    for (long size : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 49}) {
      long chunks = (size >>> 18) & 0xffff_ffffL;
      world.items.set(
          0,
          new ShareItem(
              good.contentId(), size, "x", null, null, List.of(), chunks, good.chunkListHash()));
      assertThat(failure(world.start())).isEqualTo(ErrorCode.CHUNK_LIST_MISMATCH);
    }
  }

  @Test
  void aVersionThatAppearsWhileAnotherIsPlannedIsPlannedInstead() throws Exception {
    int[] pages = {0};
    world.beforePage =
        () -> {
          world.version = 2;
          if (++pages[0] == 2) { // Of the first version all rows are written by now.
            world.items.remove(1);
          }
        };
    Download download = world.start();
    DownloadResult result = (DownloadResult) world.answer(download.result()).value;
    assertThat(result.files()).hasSize(1);
    assertThat(result.manifest()).isEqualTo(world.newest(DownloadWorld.SHARE).orElseThrow());
    world.assertComplete();
    world.beforePage = () -> world.version++;
    assertThat(failure(world.service.start(world.plan().into(world.targets.resolve("elsewhere")))))
        .isEqualTo(ErrorCode.TOO_BUSY);
  }

  private Download pausedWithAPart() {
    Download download = world.start();
    world.until(() -> world.servedBytes >= 2 * CHUNK);
    assertThat(world.answer(download.pause()).done).isTrue();
    return download;
  }

  @Test
  void aPartThatWasCutOffBetweenTwoRunsIsFetchedAnew() throws Exception {
    Download download = pausedWithAPart();
    List<String> partials =
        world.files().stream().filter(name -> name.endsWith(".partial")).toList();
    assertThat(partials).hasSize(1);
    try (FileChannel channel =
        FileChannel.open(world.targets.resolve(partials.get(0)), StandardOpenOption.WRITE)) {
      channel.truncate(10);
    }
    world.crashAndRestore();
    download = (Download) world.answer(world.service.get(download.id())).value;
    assertThat(world.answer(download.resume()).done).isTrue();
    assertThat(paths(download)).hasSize(2);
    world.assertComplete();
  }

  @Test
  void notesThatAreGoneCostOnlyTheirFile() throws Exception {
    Download download = pausedWithAPart();
    for (Path notes : world.notes()) {
      Files.delete(notes);
    }
    world.crashAndRestore();
    download = (Download) world.answer(world.service.get(download.id())).value;
    assertThat(world.answer(download.resume()).done).isTrue();
    assertThat(paths(download)).hasSize(2);
    world.assertComplete();
  }

  @Test
  void somethingElseWhereAPartWasIsNotTakenForIt() throws Exception {
    Download download = pausedWithAPart();
    String partial =
        world.files().stream().filter(name -> name.endsWith(".partial")).findFirst().orElseThrow();
    try (FileChannel channel =
        FileChannel.open(world.targets.resolve(partial), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(big.bytes().length), 0);
    }
    new DownloadStore(world.state).putDurable(download.id(), 0, new BitSet());
    world.crashAndRestore();
    download = (Download) world.answer(world.service.get(download.id())).value;
    assertThat(world.answer(download.resume()).done).isTrue();
    assertThat(paths(download)).hasSize(2);
    world.assertComplete();
  }
}
