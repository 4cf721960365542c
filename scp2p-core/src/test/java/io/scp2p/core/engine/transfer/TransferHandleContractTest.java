package io.scp2p.core.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.event.TransferEvent;
import io.scp2p.api.transfer.TransferHandle;
import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.api.transfer.TransferTrigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One test for each sentence that {@link TransferHandle} says about itself. */
class TransferHandleContractTest {
  private final TransferBench bench = new TransferBench();
  private final List<Runnable> unreleased = new ArrayList<>();

  /** What came of a signal: "done", "done VALUE" or the code of its error. */
  private static List<String> outcome(Publisher<?> signal) {
    List<String> seen = new ArrayList<>();
    Flux.from(signal)
        .map(Object::toString)
        .subscribe(
            seen::add, error -> seen.add(TransferBench.code(error).name()), () -> seen.add("done"));
    return seen;
  }

  private TransferRun<String> transferring() {
    TransferRun<String> run = bench.run(1_000_000);
    start(run);
    return run;
  }

  private static void start(TransferRun<String> run) {
    run.trigger(TransferTrigger.CONNECT_REQUEST);
    run.trigger(TransferTrigger.CONNECT_RESPONSE);
    run.trigger(TransferTrigger.AUTHENTICATION_SUCCESS);
  }

  private static void complete(TransferRun<String> run) {
    run.trigger(TransferTrigger.CHUNKS_COMPLETE);
    assertThat(run.complete("ok")).isTrue();
  }

  private void holdBack() {
    bench.onPause = unreleased::add;
    bench.onCancel = unreleased::add;
    bench.onResume = unreleased::add;
  }

  private void release() {
    List.copyOf(unreleased).forEach(Runnable::run);
    unreleased.clear();
    bench.settle();
  }

  @Test
  void pauseActsWhenCalledNotWhenSubscribedTo() {
    TransferRun<String> run = transferring();
    Mono<Void> unwatched = run.handle().pause();
    bench.settle();
    assertThat(run.state()).isEqualTo(TransferState.PAUSED);
    assertThat(outcome(unwatched)).containsExactly("done");
    assertThat(bench.asked).containsExactly("pause");
  }

  @Test
  void resumeActsWhenCalledNotWhenSubscribedTo() {
    TransferRun<String> run = transferring();
    run.handle().pause();
    Mono<Void> unwatched = run.handle().resume();
    bench.settle();
    assertThat(run.state()).isEqualTo(TransferState.IDLE);
    assertThat(outcome(unwatched)).containsExactly("done");
    assertThat(bench.asked).containsExactly("pause", "resume");
  }

  @Test
  void cancelActsWhenCalledNotWhenSubscribedTo() {
    TransferRun<String> run = transferring();
    Mono<Void> unwatched = run.handle().cancel();
    bench.settle();
    assertThat(run.state()).isEqualTo(TransferState.CANCELLED);
    assertThat(outcome(unwatched)).containsExactly("done");
  }

  @Test
  void noneBlocks() {
    holdBack();
    TransferRun<String> run = transferring();
    List<Publisher<?>> all =
        List.of(run.handle().pause(), run.handle().resume(), run.handle().cancel());
    bench.settle();
    assertThat(all).allSatisfy(signal -> assertThat(outcome(signal)).isEmpty());
  }

  @Test
  void theNameAndTheStateAreThoseOfTheRun() {
    TransferRun<String> run = transferring();
    assertThat(run.handle().id()).isEqualTo(run.id());
    assertThat(run.handle().state()).isEqualTo(TransferState.TRANSFERRING);
  }

  @Test
  void statesBeginWithThePresentOneAndCompleteAfterATerminalOne() {
    TransferRun<String> run = transferring();
    List<String> seen = outcome(run.handle().states());
    run.trigger(TransferTrigger.CHUNK_RECEIVED);
    run.trigger(TransferTrigger.PATH_LOST);
    run.trigger(TransferTrigger.CONNECT_RESPONSE);
    run.trigger(TransferTrigger.AUTHENTICATION_SUCCESS);
    complete(run);
    assertThat(seen)
        .containsExactly(
            "TRANSFERRING",
            "CONNECTING",
            "AUTHENTICATING",
            "TRANSFERRING",
            "VERIFYING",
            "COMPLETED",
            "done");
    assertThat(outcome(run.handle().states())).containsExactly("COMPLETED", "done");
  }

  /** Takes the first at once and the others when told to. */
  private static final class Slow<T> extends BaseSubscriber<T> {
    final List<T> seen = new ArrayList<>();
    boolean completed;

    @Override
    protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
      request(1);
    }

    @Override
    protected void hookOnNext(T value) {
      seen.add(value);
    }

    @Override
    protected void hookOnComplete() {
      completed = true;
    }
  }

  @Test
  void aSlowSubscriberMayMissStatesButNeverTheLast() {
    TransferRun<String> run = bench.run(1_000_000);
    Slow<TransferState> slow = new Slow<>();
    run.handle().states().subscribe(slow);
    start(run);
    for (int i = 0; i < 1_000; i++) {
      run.trigger(TransferTrigger.PATH_LOST);
      run.trigger(TransferTrigger.CONNECT_RESPONSE);
      run.trigger(TransferTrigger.AUTHENTICATION_SUCCESS);
    }
    complete(run);
    slow.request(10);
    assertThat(slow.seen).hasSizeLessThan(5).startsWith(TransferState.IDLE);
    assertThat(slow.seen).last().isEqualTo(TransferState.COMPLETED);
    assertThat(slow.completed).isTrue();
  }

  @Test
  void progressBeginsWithTheNewestAndCompletesAfterTheEnd() {
    TransferRun<String> run = transferring();
    run.verified(bench.peer(1), bench.path(), 250_000);
    bench.world.runFor(Duration.ofSeconds(1));
    List<TransferProgress> seen = new ArrayList<>();
    boolean[] completed = new boolean[1];
    run.handle().progress().subscribe(seen::add, null, () -> completed[0] = true);
    assertThat(seen).extracting(TransferProgress::bytesDone).containsExactly(250_000L);
    run.verified(bench.peer(1), bench.path(), 750_000);
    complete(run);
    assertThat(seen).last().satisfies(last -> assertThat(last.isComplete()).isTrue());
    assertThat(completed[0]).isTrue();
    assertThat(outcome(run.handle().progress())).hasSize(2).last().isEqualTo("done");
  }

  @Test
  void progressIsReportedSoManyTimesASecondAtMostAndTheLastAlwaysArrives() {
    TransferRun<String> run = transferring();
    List<TransferProgress> seen = new ArrayList<>();
    run.handle().progress().subscribe(seen::add);
    for (int i = 0; i < 10_000; i++) {
      run.verified(bench.peer(i % 3), bench.path(), 10);
      bench.world.runFor(Duration.ofMillis(1));
    }
    assertThat(seen.size()).isBetween(90, 1 + 10 * 10);
    run.verified(bench.peer(1), bench.path(), 123);
    run.fail(bench.failure());
    assertThat(seen).last().extracting(TransferProgress::bytesDone).isEqualTo(100_123L);
    assertThat(seen.size()).isLessThanOrEqualTo(2 + 10 * 10);
  }

  @Test
  void progressOfASlowSubscriberIsReplacedByNewer() {
    TransferRun<String> run = transferring();
    Slow<TransferProgress> slow = new Slow<>();
    run.handle().progress().subscribe(slow);
    for (int i = 0; i < 100; i++) {
      run.verified(bench.peer(1), bench.path(), 1_000);
      bench.world.runFor(Duration.ofMillis(100));
    }
    slow.request(10);
    assertThat(slow.seen).hasSizeLessThan(5);
    assertThat(slow.seen).last().extracting(TransferProgress::bytesDone).isEqualTo(100_000L);
  }

  @Test
  void progressNeverGoesBackwardsAcrossPauseResumeAndRestart() {
    TransferRun<String> run = bench.run(1_000_000, 300_000);
    List<TransferProgress> seen = new ArrayList<>();
    run.handle().progress().subscribe(seen::add);
    for (int round = 0; round < 20; round++) {
      start(run);
      run.verified(bench.peer(round), bench.path(), 20_000);
      bench.world.runFor(Duration.ofMillis(150));
      run.trigger(TransferTrigger.CHUNKS_COMPLETE);
      run.trigger(TransferTrigger.VERIFICATION_FAILURE);
      run.verified(bench.peer(round), bench.path(), 30_000);
      run.handle().pause();
      bench.world.runFor(Duration.ofMillis(150));
      run.handle().resume();
      bench.settle();
    }
    run.suspend();
    assertThat(seen.get(0).bytesDone()).isEqualTo(300_000);
    assertThat(seen).hasSizeGreaterThan(20);
    for (int i = 1; i < seen.size(); i++) {
      assertThat(seen.get(i).mayFollow(seen.get(i - 1))).isTrue();
    }
    assertThat(run.bytesDone()).isEqualTo(1_000_000);
    TransferRun<String> again = bench.run(1_000_000, run.bytesDone());
    again.handle().progress().subscribe(seen::add);
    assertThat(seen.get(seen.size() - 1).mayFollow(seen.get(seen.size() - 2))).isTrue();
  }

  @Test
  void theResultIsReplayedToLateSubscribers() {
    TransferRun<String> run = transferring();
    List<String> early = outcome(run.handle().result());
    assertThat(early).isEmpty();
    complete(run);
    assertThat(early).containsExactly("ok", "done");
    assertThat(outcome(run.handle().result())).containsExactly("ok", "done");
  }

  @Test
  void droppingTheResultDoesNotCancelTheTransfer() {
    TransferRun<String> run = transferring();
    run.handle().result().subscribe().dispose();
    bench.settle();
    complete(run);
    assertThat(bench.asked).isEmpty();
  }

  @Test
  void droppingResultOrCancelDoes() {
    TransferRun<String> run = transferring();
    run.handle().resultOrCancel().subscribe().dispose();
    bench.settle();
    assertThat(run.state()).isEqualTo(TransferState.CANCELLED);
  }

  @Test
  void afterCancelTheResultIsThatItWasCancelled() {
    TransferRun<String> run = transferring();
    List<String> early = outcome(run.handle().result());
    run.handle().cancel();
    bench.settle();
    assertThat(early).containsExactly("CANCELLED");
    assertThat(outcome(run.handle().result())).containsExactly("CANCELLED");
  }

  @Test
  void pauseIsHarmlessWhenItRestsAlready() {
    TransferRun<String> run = transferring();
    run.handle().pause();
    run.handle().pause();
    bench.settle();
    assertThat(outcome(run.handle().pause())).isEmpty();
    bench.settle();
    assertThat(bench.asked).containsExactly("pause");
    assertThat(run.state()).isEqualTo(TransferState.PAUSED);
  }

  @Test
  void pauseCompletesOnceEverythingIsReleased() {
    holdBack();
    TransferRun<String> run = transferring();
    List<String> first = outcome(run.handle().pause());
    List<String> second = outcome(run.handle().pause());
    bench.settle();
    assertThat(first).isEmpty();
    assertThat(run.state()).isEqualTo(TransferState.TRANSFERRING);
    release();
    assertThat(first).containsExactly("done");
    assertThat(second).containsExactly("done");
    assertThat(run.state()).isEqualTo(TransferState.PAUSED);
  }

  @Test
  void pauseAndResumeAreIllegalAfterTheEnd() {
    TransferRun<String> run = transferring();
    complete(run);
    assertThat(outcome(run.handle().pause())).containsExactly("ILLEGAL_TRANSITION");
    assertThat(outcome(run.handle().resume())).containsExactly("ILLEGAL_TRANSITION");
  }

  @Test
  void aPauseThatTheEndOvertakesIsIllegal() {
    holdBack();
    TransferRun<String> run = transferring();
    List<String> pause = outcome(run.handle().pause());
    List<String> resume = outcome(run.handle().resume());
    bench.settle();
    complete(run);
    release();
    assertThat(pause).containsExactly("ILLEGAL_TRANSITION");
    assertThat(resume).containsExactly("ILLEGAL_TRANSITION");
    assertThat(run.state()).isEqualTo(TransferState.COMPLETED);
  }

  @Test
  void resumeIsHarmlessWhenItIsNotPaused() {
    TransferRun<String> run = transferring();
    List<String> seen = outcome(run.handle().resume());
    bench.settle();
    assertThat(seen).containsExactly("done");
    assertThat(run.state()).isEqualTo(TransferState.TRANSFERRING);
    assertThat(bench.asked).isEmpty();
  }

  @Test
  void resumeCompletesOnceItIsQueued() {
    TransferRun<String> run = transferring();
    run.handle().pause();
    bench.settle();
    holdBack();
    List<String> seen = outcome(run.handle().resume());
    bench.settle();
    assertThat(run.state()).isEqualTo(TransferState.IDLE);
    assertThat(seen).isEmpty();
    release();
    assertThat(seen).containsExactly("done");
  }

  @Test
  void aResumptionWaitsForThePauseBeforeIt() {
    holdBack();
    TransferRun<String> run = transferring();
    run.handle().pause();
    List<String> resumed = outcome(run.handle().resume());
    List<String> pausedAgain = outcome(run.handle().pause());
    bench.settle();
    assertThat(bench.asked).containsExactly("pause");
    release();
    assertThat(bench.asked).containsExactly("pause", "resume");
    release();
    assertThat(resumed).containsExactly("done");
    release();
    assertThat(pausedAgain).containsExactly("done");
    assertThat(run.state()).isEqualTo(TransferState.PAUSED);
  }

  @Test
  void whatIsReleasedTwiceCountsOnce() {
    holdBack();
    TransferRun<String> run = transferring();
    run.handle().pause();
    bench.settle();
    Runnable firstPause = unreleased.get(0);
    release();
    run.handle().resume();
    bench.settle();
    release();
    List<String> second = outcome(run.handle().pause());
    bench.settle();
    firstPause.run();
    bench.settle();
    assertThat(run.state()).isEqualTo(TransferState.IDLE);
    assertThat(second).isEmpty();
    release();
    assertThat(second).containsExactly("done");
  }

  @Test
  void theRateFallsToZeroWhenNothingFlowsAndAtOnceWhenItRests() {
    TransferRun<String> run = transferring();
    List<TransferProgress> seen = new ArrayList<>();
    run.handle().progress().subscribe(seen::add);
    flow(run);
    assertThat(lastRate(seen)).isPositive();
    bench.world.runFor(Duration.ofSeconds(15));
    assertThat(lastRate(seen)).isZero();
    flow(run);
    assertThat(lastRate(seen)).isPositive();
    run.handle().pause();
    bench.world.runFor(Duration.ofMillis(150));
    assertThat(lastRate(seen)).isZero();
  }

  private void flow(TransferRun<String> run) {
    for (int i = 0; i < 20; i++) {
      run.verified(bench.peer(1), bench.path(), 1_000);
      bench.world.runFor(Duration.ofMillis(100));
    }
  }

  private static long lastRate(List<TransferProgress> seen) {
    return seen.get(seen.size() - 1).bytesPerSecond();
  }

  @Test
  void cancelIsHarmlessWhenRepeatedAndWhenTheTransferHadEnded() {
    TransferRun<String> run = transferring();
    run.handle().cancel();
    run.handle().cancel();
    bench.settle();
    assertThat(outcome(run.handle().cancel())).containsExactly("done");
    assertThat(bench.asked).containsExactly("cancel");
    bench.asked.clear();
    TransferRun<String> completed = transferring();
    complete(completed);
    assertThat(outcome(completed.handle().cancel())).containsExactly("done");
    bench.settle();
    assertThat(completed.state()).isEqualTo(TransferState.COMPLETED);
    assertThat(bench.asked).isEmpty();
  }

  @Test
  void cancelCompletesOnceEverythingIsReleasedAndNothingElseHappensUntilThen() {
    holdBack();
    TransferRun<String> run = transferring();
    List<String> cancelled = outcome(run.handle().cancel());
    List<String> result = outcome(run.handle().result());
    bench.settle();
    bench.events.clear();
    assertThat(run.trigger(TransferTrigger.CHUNKS_COMPLETE)).isFalse();
    assertThat(run.complete("too late")).isFalse();
    assertThat(run.fail(bench.failure())).isFalse();
    List<String> pause = outcome(run.handle().pause());
    bench.world.runFor(Duration.ofSeconds(1));
    assertThat(cancelled).isEmpty();
    assertThat(result).isEmpty();
    assertThat(bench.events).isEmpty();
    release();
    assertThat(cancelled).containsExactly("done");
    assertThat(result).containsExactly("CANCELLED");
    assertThat(pause).containsExactly("ILLEGAL_TRANSITION");
    assertThat(bench.events).last().isInstanceOf(TransferEvent.Cancelled.class);
  }

  @Test
  void cancelDoesNotWaitForAPause() {
    holdBack();
    TransferRun<String> run = transferring();
    List<String> paused = outcome(run.handle().pause());
    List<String> cancelled = outcome(run.handle().cancel());
    bench.settle();
    assertThat(bench.asked).containsExactly("pause", "cancel");
    unreleased.get(0).run();
    bench.settle();
    assertThat(run.state()).isEqualTo(TransferState.TRANSFERRING);
    assertThat(paused).isEmpty();
    unreleased.get(1).run();
    bench.settle();
    assertThat(cancelled).containsExactly("done");
    assertThat(paused).containsExactly("ILLEGAL_TRANSITION");
    assertThat(run.state()).isEqualTo(TransferState.CANCELLED);
  }

  @Test
  void callersInALoopAreBounded() {
    holdBack();
    TransferRun<String> run = transferring();
    for (int i = 0; i < Wishes.MAX_OPEN; i++) {
      assertThat(outcome(i % 2 == 0 ? run.handle().pause() : run.handle().resume())).isEmpty();
    }
    assertThat(outcome(run.handle().pause())).containsExactly(ErrorCode.TOO_BUSY.name());
  }
}
