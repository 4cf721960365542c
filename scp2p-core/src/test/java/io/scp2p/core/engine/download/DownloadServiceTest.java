package io.scp2p.core.engine.download;

import static io.scp2p.core.engine.download.TestContent.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.DownloadResult;
import io.scp2p.api.transfer.Priority;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many downloads: their order, their restarts, and who takes over from whom. */
class DownloadServiceTest {
  @TempDir Path folder;
  private DownloadWorld world;

  @BeforeEach
  void begin() throws Exception {
    world = new DownloadWorld(1, folder);
    world.publish("a", TestContent.random(1, CHUNK + 10));
    world.publish("b", TestContent.random(2, 1_000));
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private DownloadPlan into(int number, Priority priority) {
    return world.plan().priority(priority).into(world.targets.resolve("t" + number));
  }

  @SuppressWarnings("unchecked")
  private List<Download> list() {
    return (List<Download>) world.answer(world.service.list().collectList()).value;
  }

  private Download get(Download before) {
    return (Download) world.answer(world.service.get(before.id())).value;
  }

  @Test
  void twoCallsWithOnePlanAreOneDownloadWhicheverGoesFirst() {
    Download one = world.service.start(into(1, Priority.NORMAL));
    assertThat(world.service.start(into(1, Priority.NORMAL))).isSameAs(one);
    world.service.restore();
    assertThat(world.service.start(into(1, Priority.HIGH))).isSameAs(one);
    assertThat(world.service.start(into(2, Priority.NORMAL))).isNotSameAs(one);
    assertThat(world.answer(one.result()).failure).isNull();
    Download again = world.service.start(into(1, Priority.NORMAL));
    assertThat(again).isNotSameAs(one);
    assertThat(world.answer(again.result()).failure).isNull();
    assertThat(world.servedBytes).isEqualTo(2L * (CHUNK + 1_010));
  }

  @Test
  void theMostUrgentGoesFirstThenTheOldest() throws Exception {
    world.maxActive = 1;
    world.crashAndRestore();
    List<Integer> order = new ArrayList<>();
    Download first = numbered(0, Priority.LOW, order);
    world.until(() -> first.state() != TransferState.IDLE);
    List<Priority> urgency =
        List.of(Priority.NORMAL, Priority.LOW, Priority.HIGH, Priority.NORMAL, Priority.LOW);
    List<Download> all = new ArrayList<>();
    for (Priority each : urgency) {
      all.add(numbered(order.size() + all.size() + 1, each, order));
    }
    all.get(4).prioritise(Priority.HIGH);
    Download last = all.get(4);
    world.until(() -> last.plan().priority() == Priority.HIGH);
    assertThat(world.answer(world.service.list().collectList()).value)
        .as("the list is in the order of the queue")
        .isEqualTo(List.of(all.get(2), last, all.get(0), all.get(3), first, all.get(1)));
    world.until(() -> order.size() == 6);
    assertThat(order).containsExactly(0, 3, 5, 1, 4, 2);
  }

  private Download numbered(int number, Priority priority, List<Integer> order) {
    Download download = world.service.start(into(number, priority));
    download.result().subscribe(result -> order.add(number));
    return download;
  }

  @Test
  void noMoreRunAtOnceThanMayAndAPauseMakesRoom() throws Exception {
    world.maxActive = 2;
    world.crashAndRestore();
    List<Integer> order = new ArrayList<>();
    List<Download> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      all.add(numbered(i, Priority.NORMAL, order));
    }
    world.world.invariant("no more than two at once", () -> running(all) <= 2);
    world.until(() -> running(all) == 2);
    List<Download> rest = all.stream().filter(each -> each.state() != TransferState.IDLE).toList();
    rest.forEach(each -> assertThat(world.answer(each.pause()).done).isTrue());
    world.until(() -> order.size() == 5);
    rest.forEach(each -> assertThat(world.answer(each.resume()).done).isTrue());
    world.until(() -> order.size() == 7);
  }

  private static long running(List<Download> all) {
    return all.stream()
        .map(Download::state)
        .filter(
            state ->
                state != TransferState.IDLE && state != TransferState.PAUSED && !state.isTerminal())
        .count();
  }

  @Test
  void aDownloadThatStartsBeforeTheOthersAreKnownDoesNotTakeTheirPlace() throws Exception {
    world.maxActive = 1;
    world.crashAndRestore();
    Download first = world.service.start(into(1, Priority.NORMAL));
    Download second = world.service.start(into(2, Priority.NORMAL));
    world.until(() -> world.state.rows("downloads") == 2);
    world.crash();
    Download early = world.service.start(into(3, Priority.NORMAL));
    Download earlyToo = world.service.start(into(4, Priority.NORMAL));
    world.service.restore();
    assertThat(list())
        .extracting(Download::id)
        .containsExactly(first.id(), second.id(), early.id(), earlyToo.id());
    for (Download each : list()) {
      assertThat(world.answer(each.result()).failure).isNull();
    }
  }

  @Test
  void aDownloadThatIsStartedAgainBeforeItIsKnownTakesOverWhatIsThere() throws Exception {
    for (int steps = 0; steps < 60; steps += 3) {
      DownloadPlan plan = into(100 + steps, Priority.NORMAL);
      world.service.restore();
      Download first = world.service.start(plan);
      for (int i = 0; i < steps; i++) {
        world.world.step();
      }
      long servedBefore = world.servedBytes;
      boolean ended = // What counts is written down before anybody is told.
          world.store().downloads().stream()
              .anyMatch(row -> row.id().equals(first.id()) && row.state().isOver());
      world.crash();
      Download again = world.service.start(plan);
      world.service.restore();
      assertThat(world.answer(again.result()).failure).isNull();
      assertThat(list().stream().filter(each -> each.plan().equals(plan)).count())
          .isEqualTo(ended ? 2 : 1);
      assertThat(world.servedBytes - servedBefore).isLessThanOrEqualTo(CHUNK + 1_010);
      world.assertNothingUnfinished();
      for (Download each : list()) {
        assertThat(world.answer(world.service.forget(each.id())).failure).isNull();
      }
    }
    assertThat(world.state.rows("download")).isZero();
  }

  @Test
  void aWishThatCannotBeWrittenDownFailsWithTheCodeOfTheStore() throws Exception {
    world.service.restore();
    Download download = world.start();
    world.until(() -> download.state() == TransferState.CONNECTING);
    world.state.failAfter(0);
    assertThat(world.answer(download.pause()).code()).isEqualTo(ErrorCode.STORE_FAILED);
    assertThat(download.state()).isEqualTo(TransferState.PAUSED);
    assertThat(world.answer(download.resume()).code()).isEqualTo(ErrorCode.STORE_FAILED);
    world.state.failAfter(0);
    assertThat(world.answer(download.cancel()).code()).isEqualTo(ErrorCode.STORE_FAILED);
    assertThat(download.state().isTerminal()).isTrue();
  }

  @Test
  void aWishThatCanBeWrittenDownAgainIsFulfilled() throws Exception {
    world.service.restore();
    Download download = world.start();
    world.until(() -> download.state() == TransferState.CONNECTING);
    world.state.failAfter(0);
    assertThat(world.answer(download.pause()).code()).isEqualTo(ErrorCode.STORE_FAILED);
    world.state.restart();
    assertThat(world.answer(download.resume()).failure).isNull();
    assertThat(world.answer(download.cancel()).failure).isNull();
    assertThat(download.state()).isEqualTo(TransferState.CANCELLED);
  }

  @Test
  void aFailedOneStartedAgainUsesWhatIsThere() throws Exception {
    world.service.restore();
    Download download = world.start();
    world.until(() -> world.servedBytes > 0);
    world.state.failAfter(0);
    world.until(() -> download.state().isTerminal());
    assertThat(download.state()).isEqualTo(TransferState.ERROR);
    assertThat(world.blobs.open()).isZero();
    world.state.restart();
    Download again = world.start();
    assertThat(world.answer(again.result()).failure).isNull();
    world.assertComplete();
    assertThat(list()).containsExactly(again);
  }

  @Test
  void whatHasEndedIsListedAfterARestartUntilItIsForgotten() throws Exception {
    world.service.restore();
    Download completed = world.service.start(into(1, Priority.NORMAL));
    world.answer(completed.result());
    Download cancelled = world.service.start(into(2, Priority.NORMAL));
    world.answer(cancelled.cancel());
    DownloadPlan unknown =
        DownloadPlan.share(ShareId.of(TestContent.random(5, ShareId.LENGTH).bytes()))
            .into(world.targets);
    Download failed = world.service.start(unknown);
    assertThat(world.answer(failed.result()).code()).isEqualTo(ErrorCode.UNKNOWN_SHARE);
    DownloadResult before = (DownloadResult) world.answer(completed.result()).value;

    world.crashAndRestore();

    assertThat(list()).hasSize(3);
    assertThat(world.service.unfinished()).isZero();
    DownloadResult after = (DownloadResult) world.answer(get(completed).result()).value;
    assertThat(after.files()).isEqualTo(before.files());
    assertThat(after.elapsed()).isEqualTo(before.elapsed()).isPositive();
    assertThat(get(completed).state()).isEqualTo(TransferState.COMPLETED);
    assertThat(get(completed).progress().blockFirst().fraction()).isEqualTo(1);
    assertThat(world.answer(get(cancelled).result()).code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(world.answer(get(failed).result()).code()).isEqualTo(ErrorCode.UNKNOWN_SHARE);
    for (Download each : list()) {
      assertThat(world.answer(each.pause()).code()).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
      assertThat(world.answer(each.resume()).code()).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
      assertThat(world.answer(each.cancel()).done).isTrue();
      assertThat(world.answer(each.states().last()).value).isEqualTo(each.state());
      each.prioritise(Priority.HIGH);
      assertThat(world.answer(world.service.forget(each.id())).failure).isNull();
      assertThat(world.answer(world.service.get(each.id())).code())
          .isEqualTo(ErrorCode.UNKNOWN_TRANSFER);
    }
    assertThat(world.state.rows("download")).isZero();
    assertThat(world.targets.resolve("t1/a")).exists();
  }

  @Test
  void whatHasNotEndedCannotBeForgotten() {
    world.service.restore();
    Download download = world.start();
    assertThat(world.answer(world.service.forget(download.id())).code())
        .isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
    assertThat(world.answer(world.service.forget(new TransferId(new UUID(5, 5)))).code())
        .isEqualTo(ErrorCode.UNKNOWN_TRANSFER);
    assertThat(world.answer(download.result()).failure).isNull();
  }

  @Test
  void aChangeOfPriorityWhileItEndsOrIsForgottenBringsNothingBack() throws Exception {
    world.service.restore();
    for (int steps = 1; steps < 70; steps++) {
      Download download = world.service.start(into(steps, Priority.NORMAL));
      for (int i = 0; i < steps; i++) {
        world.world.step();
      }
      download.prioritise(Priority.HIGH);
      world.answer(download.result());
      download.prioritise(Priority.LOW);
      assertThat(world.answer(world.service.forget(download.id())).failure).isNull();
      world.settle();
      assertThat(world.state.rows("download")).as("after %s steps", steps).isZero();
    }
  }

  @Test
  void thePriorityIsThatOfTheLastCallAlsoAfterARestart() throws Exception {
    world.reachable = false;
    world.crashAndRestore();
    for (int steps = 0; steps < 40; steps++) {
      Download download = world.service.start(into(steps, Priority.NORMAL));
      for (int i = 0; i < steps; i++) {
        world.world.step();
      }
      download.prioritise(Priority.LOW);
      download.prioritise(Priority.HIGH);
      world.world.runFor(Duration.ofMillis(20));
      assertThat(world.store().downloads())
          .filteredOn(row -> row.id().equals(download.id()))
          .allSatisfy(row -> assertThat(row.plan().priority()).isEqualTo(Priority.HIGH))
          .hasSize(1);
      assertThat(world.answer(download.cancel()).done).isTrue();
    }
  }

  @Test
  void afterTheEndOfTheNodeNothingStarts() {
    world.service.restore();
    boolean[] closed = {false};
    world.service.close().whenComplete((done, failure) -> closed[0] = true);
    Download late = world.start();
    assertThat(late.state()).isEqualTo(TransferState.ERROR);
    assertThat(world.answer(late.result()).code()).isEqualTo(ErrorCode.NODE_CLOSED);
    assertThat(world.answer(late.pause()).code()).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
    assertThat(world.answer(late.cancel()).failure).isNull();
    world.until(() -> closed[0]);
  }

  @Test
  void moreThanMayBeQueuedAreRefusedInTheirResult() throws Exception {
    world.reachable = false;
    world.maxQueued = 5;
    world.crashAndRestore();
    for (int i = 0; i < 5; i++) {
      assertThat(world.service.start(into(1_000 + i, Priority.NORMAL)).state())
          .isNotEqualTo(TransferState.ERROR);
    }
    Download one = world.service.start(into(5, Priority.NORMAL));
    assertThat(one.state()).isEqualTo(TransferState.ERROR);
    assertThat(world.answer(one.result()).code()).isEqualTo(ErrorCode.TOO_MANY_TRANSFERS);
    assertThat(list()).as("nobody else hears of it").hasSize(5);
  }

  @Test
  void aTargetThatCannotBeLookedAtDoesNotKeepTheOthersFromGoingOn() throws Exception {
    world.service.restore();
    Download one = world.service.start(into(1, Priority.NORMAL));
    Download two = world.service.start(into(2, Priority.NORMAL));
    world.world.runFor(Duration.ofMillis(9));
    world.crash();
    world.blobs.beforeRead =
        () -> {
          world.blobs.beforeRead = () -> {};
          throw new Scp2pException(ErrorCode.FILE_DENIED, "not now");
        };
    world.service.restore();
    assertThat(world.answer(get(one).result()).failure).isNull();
    assertThat(world.answer(get(two).result()).failure).isNull();
  }

  @Test
  void whatFailedBecauseNobodyWasThereIsStartedAgainWhenSomebodyComes() throws Exception {
    world.reachable = false;
    world.crashAndRestore();
    Download failed = world.service.start(into(1, Priority.HIGH));
    assertThat(world.answer(failed.result()).code()).isEqualTo(ErrorCode.NO_PROVIDER);
    Download forgotten = world.service.start(into(2, Priority.NORMAL));
    assertThat(world.answer(forgotten.result()).code()).isEqualTo(ErrorCode.NO_PROVIDER);
    assertThat(world.answer(world.service.forget(forgotten.id())).failure).isNull();
    world.reachable = true;
    world.crashAndRestore(); // Also in a later run of the node.
    assertThat(list()).extracting(Download::id).containsExactly(failed.id());

    world.onLoop(world.service::peerCame);
    world.onLoop(world.service::peerCame);
    world.settle();

    Download again = list().get(0);
    assertThat(list()).hasSize(1);
    assertThat(again.id()).isNotEqualTo(failed.id());
    assertThat(again.plan()).isEqualTo(failed.plan());
    assertThat(world.answer(again.result()).failure).isNull();
    long served = world.servedBytes;
    world.onLoop(world.service::peerCame);
    world.settle();
    assertThat(world.servedBytes).as("what is there stays as it is").isEqualTo(served);
  }
}
