package io.scp2p.core.engine.download;

import static io.scp2p.core.engine.download.TestContent.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadResult;
import io.scp2p.api.transfer.Priority;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pauses, resumptions, cancellations and crashes at every moment of a download. */
class DownloadStateTest {
  /** So many steps of the simulation lie between two that are tried. */
  private static final int EVERY = Boolean.getBoolean("heavy") ? 1 : 4;

  private static final int SEEDS = Boolean.getBoolean("heavy") ? 400 : 40;

  @TempDir Path folder;

  private DownloadWorld world(long seed) throws Exception {
    DownloadWorld world = new DownloadWorld(seed, folder.resolve("world" + seed));
    world.publish("a/several chunks", TestContent.random(seed, 2 * CHUNK + 100));
    world.publish("a/other", TestContent.random(seed + 1, CHUNK + 1));
    world.publish("small", TestContent.random(seed + 2, 1_000));
    world.publish("chunk", TestContent.random(seed + 3, CHUNK));
    world.publish("empty", TestContent.of(new byte[0]));
    return world;
  }

  private static DownloadState stored(DownloadWorld world, TransferId id) throws Exception {
    return world.store().downloads().stream()
        .filter(row -> row.id().equals(id))
        .map(DownloadRow::state)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDownloadEndsWithEveryFileInItsPlace() throws Exception {
    try (DownloadWorld world = world(1)) {
      world.service.restore();
      Download download = world.start();
      assertThat(download.state()).isEqualTo(TransferState.IDLE);
      DownloadResult result = (DownloadResult) world.answer(download.result()).value;
      assertThat(result.files()).hasSize(5).allSatisfy(file -> assertThat(file.path()).exists());
      assertThat(result.bytesTotal()).isEqualTo(4L * CHUNK + 1_101);
      assertThat(result.manifest()).isEqualTo(world.newest(DownloadWorld.SHARE).orElseThrow());
      assertThat(world.servedBytes).isEqualTo(result.bytesTotal());
      assertThat(world.finished).hasSize(4); // Nobody needs to be told of the empty one.
      world.assertComplete();
      assertThat(stored(world, download.id())).isEqualTo(DownloadState.COMPLETED);
    }
  }

  /** The steps after which something is called, one after the other, until there are no more. */
  private interface AtEveryStep {
    /** Answers whether the download had still not ended at that step. */
    boolean interrupted(DownloadWorld world, Download download, int step) throws Exception;
  }

  private void atEveryStep(AtEveryStep test) throws Exception {
    boolean more = true;
    int step = 0;
    for (; more; step += EVERY) {
      try (DownloadWorld world = world(step)) {
        world.service.restore();
        Download download = world.start();
        for (int i = 0; i < step; i++) {
          world.world.step();
        }
        more = !download.state().isTerminal();
        more = test.interrupted(world, download, step) && more;
      }
    }
    assertThat(step).as("steps of one download").isGreaterThan(40);
  }

  @Test
  void whereverItIsPausedNothingIsOpenAndItGoesOnAfterwards() throws Exception {
    atEveryStep(
        (world, download, step) -> {
          DownloadWorld.Outcome paused = world.answer(download.pause());
          if (!paused.done) {
            assertThat(paused.code()).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
            assertThat(download.state()).isEqualTo(TransferState.COMPLETED);
          } else {
            assertThat(download.state()).as("step %s", step).isEqualTo(TransferState.PAUSED);
            assertThat(world.blobs.open()).as("step %s", step).isZero();
            assertThat(stored(world, download.id())).isEqualTo(DownloadState.PAUSED);
            List<String> files = world.files();
            world.settle();
            assertThat(world.files()).isEqualTo(files);
            assertThat(world.answer(download.resume()).done).isTrue();
          }
          assertThat(world.answer(download.result()).failure).isNull();
          world.assertComplete();
          // What was on its way when it was paused comes again.
          assertThat(world.servedBytes).as("step %s", step).isLessThan(9L * CHUNK);
          return true;
        });
  }

  @Test
  void whereverItIsCancelledNothingUnfinishedIsLeftWhenThatIsAnswered() throws Exception {
    atEveryStep(
        (world, download, step) -> {
          assertThat(world.answer(download.cancel()).done).isTrue();
          assertThat(download.state().isTerminal()).isTrue();
          world.assertNothingUnfinished();
          List<String> files = world.files();
          world.settle();
          assertThat(world.files()).isEqualTo(files);
          if (download.state() == TransferState.COMPLETED) { // It was just about to be.
            world.assertComplete();
          } else {
            assertThat(download.state()).isEqualTo(TransferState.CANCELLED);
          }
          assertThat(stored(world, download.id()).name()).isEqualTo(download.state().name());
          world.crashAndRestore();
          world.settle();
          assertThat(world.service.unfinished()).isZero();
          return true;
        });
  }

  @Test
  void whereverTheProcessEndsTheNextOneEndsTheDownload() throws Exception {
    atEveryStep(
        (world, download, step) -> {
          boolean admitted = !world.store().downloads().isEmpty();
          long verified = verifiedBytes(download);
          world.crashAndRestore();
          Download again =
              admitted ? (Download) world.answer(world.service.get(download.id())).value : null;
          if (again == null) {
            assertThat(step).as("steps until it is written down").isLessThan(10);
            again = world.start();
          }
          assertThat(verifiedBytes(again)).as("step %s", step).isGreaterThanOrEqualTo(verified);
          assertThat(world.answer(again.result()).failure).isNull();
          world.assertComplete();
          // One small file, or chunk, for each that may be on its way.
          assertThat(world.servedBytes).as("step %s", step).isLessThan(9L * CHUNK);
          return true;
        });
  }

  private static long verifiedBytes(Download download) {
    long[] bytes = {0};
    download.progress().subscribe(now -> bytes[0] = now.bytesDone()).dispose();
    return bytes[0];
  }

  @Test
  void whereverTheNodeIsClosedEverythingIsClosedAndGoesOnLater() throws Exception {
    atEveryStep(
        (world, download, step) -> {
          boolean[] closed = {false};
          world.service.close().whenComplete((done, failure) -> closed[0] = true);
          world.until(() -> closed[0]);
          assertThat(world.blobs.open()).isZero();
          world.settle();
          DownloadWorld.Outcome result = world.outcome(download.result());
          assertThat(result.isThere()).isTrue();
          world.crashAndRestore();
          Download again = (Download) world.answer(world.service.get(download.id())).value;
          assertThat(world.answer(again.result()).failure).isNull();
          world.assertComplete();
          return true;
        });
  }

  @Test
  void whateverIsCalledWheneverItEndsOnceAndWhatIsStoredAgrees() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      try (DownloadWorld world = world(seed)) {
        atRandom(world, seed);
      }
    }
  }

  private void atRandom(DownloadWorld world, long seed) throws Exception {
    RandomGenerator random = world.world.random("calls");
    world.service.restore();
    Download download = world.start();
    List<DownloadWorld.Outcome> answers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      world.world.runFor(Duration.ofNanos(random.nextInt(4_000_000)));
      switch (random.nextInt(i == 11 ? 10 : 8)) {
        case 0, 1, 2 -> answers.add(world.outcome(download.pause()));
        case 3, 4, 5 -> answers.add(world.outcome(download.resume()));
        case 6 -> download.prioritise(Priority.values()[random.nextInt(3)]);
        case 9 -> answers.add(world.outcome(download.cancel()));
        default -> {
          long verified = verifiedBytes(download);
          boolean admitted = !world.store().downloads().isEmpty();
          world.crashAndRestore();
          answers.clear(); // Nobody is left to answer.
          download =
              world.store().downloads().isEmpty()
                  ? world.start()
                  : (Download) world.answer(world.service.get(download.id())).value;
          if (admitted) {
            assertThat(verifiedBytes(download)).as("%s", seed).isGreaterThanOrEqualTo(verified);
          }
        }
      }
    }
    answers.add(world.outcome(download.resume()));
    world.until(() -> answers.stream().allMatch(DownloadWorld.Outcome::isThere));
    world.answer(download.result());
    world.settle();
    assertThat(stored(world, download.id()).name())
        .as("seed %s", seed)
        .isEqualTo(download.state().name());
    if (download.state() == TransferState.COMPLETED) {
      world.assertComplete();
    } else {
      assertThat(download.state()).isEqualTo(TransferState.CANCELLED);
      world.assertNothingUnfinished();
    }
  }

  @Test
  void pausesAndResumptionsAreAnsweredInTheirOrder() throws Exception {
    try (DownloadWorld world = world(1)) {
      world.service.restore();
      Download download = world.start();
      List<DownloadWorld.Outcome> all =
          List.of(
              world.outcome(download.pause()),
              world.outcome(download.resume()),
              world.outcome(download.resume()),
              world.outcome(download.pause()),
              world.outcome(download.resume()));
      assertThat(world.answer(download.result()).failure).isNull();
      assertThat(all).allSatisfy(each -> assertThat(each.done).isTrue());
      world.assertComplete();
    }
  }

  @Test
  void aPauseLastsAcrossACrashAndSoDoesItsEnd() throws Exception {
    try (DownloadWorld world = world(1)) {
      world.service.restore();
      Download download = world.start();
      world.world.runFor(Duration.ofMillis(9));
      assertThat(world.answer(download.pause()).done).isTrue();
      world.crashAndRestore();
      download = (Download) world.answer(world.service.get(download.id())).value;
      world.settle();
      assertThat(download.state()).isEqualTo(TransferState.PAUSED);
      assertThat(world.answer(download.resume()).done).isTrue();
      world.crashAndRestore();
      download = (Download) world.answer(world.service.get(download.id())).value;
      assertThat(world.answer(download.result()).failure).isNull();
      world.assertComplete();
    }
  }
}
