package io.scp2p.core.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.event.TransferEvent;
import io.scp2p.api.event.TransferEvent.StateChanged;
import io.scp2p.api.event.TransferKind;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.api.transfer.TransferTrigger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The run as its owner sees it: the published table, and the events that come of it. */
class TransferRunTest {
  private final TransferBench bench = new TransferBench();

  /** How to bring a new transfer into each state that is not terminal. */
  static final Map<TransferState, List<TransferTrigger>> WAYS = ways();

  private static Map<TransferState, List<TransferTrigger>> ways() {
    Map<TransferState, List<TransferTrigger>> ways = new EnumMap<>(TransferState.class);
    ways.put(TransferState.IDLE, List.of());
    ways.put(TransferState.CONNECTING, List.of(TransferTrigger.CONNECT_REQUEST));
    ways.put(
        TransferState.AUTHENTICATING,
        List.of(TransferTrigger.CONNECT_REQUEST, TransferTrigger.CONNECT_RESPONSE));
    ways.put(
        TransferState.TRANSFERRING,
        List.of(
            TransferTrigger.CONNECT_REQUEST,
            TransferTrigger.CONNECT_RESPONSE,
            TransferTrigger.AUTHENTICATION_SUCCESS));
    ways.put(TransferState.VERIFYING, List.of(TransferTrigger.CHUNKS_COMPLETE));
    ways.put(TransferState.PAUSED, List.of(TransferTrigger.PAUSE_REQUEST));
    return ways;
  }

  static Stream<Arguments> everyStateAndTrigger() {
    return TransferState.unfinished().stream()
        .sorted()
        .flatMap(
            state ->
                Stream.of(TransferTrigger.values()).map(trigger -> Arguments.of(state, trigger)));
  }

  private TransferRun<String> runIn(TransferState state) {
    TransferRun<String> run = bench.run(1_000);
    WAYS.get(state).forEach(trigger -> assertThat(run.trigger(trigger)).isTrue());
    assertThat(run.state()).isEqualTo(state);
    bench.events.clear();
    return run;
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("everyStateAndTrigger")
  void aTriggerDoesWhatTheTableSaysAndNothingElse(TransferState from, TransferTrigger trigger) {
    TransferRun<String> run = runIn(from);
    TransferState to = from.on(trigger).orElse(null);
    if (to == null) {
      assertThat(run.trigger(trigger)).isFalse();
      assertThat(run.state()).isEqualTo(from);
      assertThat(bench.events).isEmpty();
    } else if (to.isTerminal()) {
      assertThatThrownBy(() -> run.trigger(trigger)).isInstanceOf(IllegalArgumentException.class);
      assertThat(run.state()).isEqualTo(from);
      reach(run, to);
      assertThat(run.state()).isEqualTo(to);
      assertThat(bench.events)
          .filteredOn(event -> !(event instanceof TransferEvent.Progress))
          .hasSize(1);
    } else {
      assertThat(run.trigger(trigger)).isTrue();
      assertThat(run.state()).isEqualTo(to);
      if (to == from) {
        assertThat(bench.events).isEmpty();
      } else {
        StateChanged changed = (StateChanged) bench.events.get(0);
        assertThat(bench.events).hasSize(1);
        assertThat(List.of(changed.from(), changed.to())).containsExactly(from, to);
      }
    }
  }

  private void reach(TransferRun<String> run, TransferState terminal) {
    switch (terminal) {
      case COMPLETED -> assertThat(run.complete("done")).isTrue();
      case ERROR -> assertThat(run.fail(bench.failure())).isTrue();
      case CANCELLED -> {
        run.handle().cancel();
        bench.settle();
      }
      default -> throw new AssertionError(terminal);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = TransferState.class,
      names = {"COMPLETED", "ERROR", "CANCELLED"})
  void nothingHappensAfterTheEnd(TransferState terminal) {
    TransferRun<String> run = runIn(TransferState.VERIFYING);
    reach(run, terminal);
    int before = bench.events.size();
    for (TransferTrigger trigger : TransferTrigger.values()) {
      assertThat(run.trigger(trigger)).isFalse();
    }
    run.verified(bench.peer(1), bench.path(), 10);
    assertThat(run.complete("again")).isFalse();
    assertThat(run.fail(bench.failure())).isFalse();
    run.handle().cancel();
    run.suspend();
    bench.world.runFor(java.time.Duration.ofSeconds(30));
    assertThat(run.state()).isEqualTo(terminal);
    assertThat(run.isOver()).isTrue();
    assertThat(bench.events).hasSize(before);
  }

  @Test
  void completeIsForVerifyingOnly() {
    TransferRun<String> run = runIn(TransferState.TRANSFERRING);
    assertThatThrownBy(() -> run.complete("too early")).isInstanceOf(IllegalStateException.class);
    assertThat(run.state()).isEqualTo(TransferState.TRANSFERRING);
  }

  @Test
  void eventsFollowTheGrammar() {
    TransferRun<String> run = bench.run(1_000);
    run.trigger(TransferTrigger.CONNECT_REQUEST);
    run.trigger(TransferTrigger.CONNECT_RESPONSE);
    run.trigger(TransferTrigger.AUTHENTICATION_SUCCESS);
    run.verified(bench.peer(1), bench.path(), 400);
    bench.world.runFor(java.time.Duration.ofSeconds(1));
    run.verified(bench.peer(1), bench.path(), 600);
    run.trigger(TransferTrigger.CHUNKS_COMPLETE);
    run.complete("done");
    TransferBench.assertGrammar(bench.events);
    TransferEvent.Started started = (TransferEvent.Started) bench.events.get(0);
    assertThat(started.bytesTotal()).isEqualTo(1_000);
    assertThat(started.kind()).isEqualTo(TransferKind.DOWNLOAD);
    assertThat(bench.events).last().isInstanceOf(TransferEvent.Completed.class);
    TransferEvent.Progress last =
        (TransferEvent.Progress) bench.events.get(bench.events.size() - 2);
    assertThat(last.progress().isComplete()).isTrue();
  }

  @Test
  void whatAnEventTellsCanBeSeenBefore() {
    List<String> seen = new ArrayList<>();
    TransferRun<String> run = bench.run(1_000);
    bench.onEvent = event -> seen.add(describe(event, run));
    run.trigger(TransferTrigger.CHUNKS_COMPLETE);
    run.complete("done");
    assertThat(seen)
        .containsExactly(
            "StateChanged VERIFYING", "Progress VERIFYING", "Completed COMPLETED done");
  }

  private static String describe(NodeEvent event, TransferRun<String> run) {
    String result =
        event instanceof TransferEvent.Completed ? " " + run.handle().result().block() : "";
    return event.getClass().getSimpleName() + " " + run.state() + result;
  }

  @Test
  void aFailureNamesItsCode() {
    TransferRun<String> run = bench.run(1_000);
    Scp2pException why = bench.failure();
    run.fail(why);
    TransferEvent.Failed failed = (TransferEvent.Failed) bench.events.get(1);
    assertThat(failed.why()).isEqualTo(why.code());
    assertThatThrownBy(() -> run.handle().result().block()).isSameAs(why);
  }

  @Test
  void theTotalMayBecomeKnownLaterButOnlyOnce() {
    TransferRun<String> run = bench.run(TransferRun.UNKNOWN);
    assertThat(bench.events).isEmpty();
    assertThatThrownBy(() -> run.verified(5)).isInstanceOf(IllegalStateException.class);
    run.bytesTotal(700);
    assertThat(((TransferEvent.Started) bench.events.get(0)).bytesTotal()).isEqualTo(700);
    assertThatThrownBy(() -> run.bytesTotal(700)).isInstanceOf(IllegalStateException.class);
    run.verified(700);
    run.trigger(TransferTrigger.CHUNKS_COMPLETE);
    run.complete("published");
    TransferBench.assertGrammar(bench.events);
  }

  @Test
  void aTransferThatEndsBeforeItsTotalIsKnownStillBegins() {
    TransferRun<String> failed = bench.run(TransferRun.UNKNOWN);
    failed.fail(bench.failure());
    TransferBench.assertGrammar(bench.events);
    bench.events.clear();
    TransferRun<String> empty = bench.run(TransferRun.UNKNOWN);
    empty.trigger(TransferTrigger.CHUNKS_COMPLETE);
    empty.complete("nothing");
    TransferBench.assertGrammar(bench.events);
  }

  @Test
  void runningTimeDoesNotCountPauses() {
    TransferRun<String> run = bench.run(1_000);
    bench.world.runFor(java.time.Duration.ofSeconds(3));
    run.trigger(TransferTrigger.PAUSE_REQUEST);
    bench.world.runFor(java.time.Duration.ofSeconds(100));
    assertThat(run.elapsed()).hasSeconds(3);
    run.trigger(TransferTrigger.RESUME_REQUEST);
    bench.world.runFor(java.time.Duration.ofSeconds(4));
    assertThat(run.elapsed()).hasSeconds(7);
  }

  @Test
  void anOwnerThatFailsToCancelDoesNotLeaveTheCallerWaiting() {
    bench.onCancel =
        released -> {
          throw new IllegalStateException("made for this test");
        };
    TransferRun<String> run = bench.run(1_000);
    run.handle().cancel();
    bench.settle();
    assertThat(run.state()).isEqualTo(TransferState.CANCELLED);
    assertThat(bench.events).last().isInstanceOf(TransferEvent.Cancelled.class);
  }

  @Test
  void closingTheNodeSuspends() {
    TransferRun<String> run = runIn(TransferState.TRANSFERRING);
    bench.onPause = released -> {};
    List<String> seen = new ArrayList<>();
    run.handle().states().doOnComplete(() -> seen.add("states")).subscribe();
    run.handle().progress().doOnComplete(() -> seen.add("progress")).subscribe();
    run.handle().pause().subscribe(null, error -> seen.add("pause " + TransferBench.code(error)));
    run.handle().result().subscribe(null, error -> seen.add("result " + TransferBench.code(error)));
    bench.settle();
    run.suspend();
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "states", "progress", "pause NODE_CLOSING", "result NODE_CLOSING");
    assertThat(run.state()).isEqualTo(TransferState.TRANSFERRING);
    assertThat(bench.events).isEmpty();
    for (var late : List.of(run.handle().pause(), run.handle().resume(), run.handle().cancel())) {
      assertThatThrownBy(late::block)
          .satisfies(
              error -> assertThat(TransferBench.code(error)).isEqualTo(ErrorCode.NODE_CLOSING));
    }
  }

  /** There when somebody asks, gone when the answer is given. */
  private record Vanished(Scheduler gone) implements Scheduler {
    @Override
    public Disposable schedule(Runnable task) {
      return gone.schedule(task);
    }

    @Override
    public Worker createWorker() {
      return gone.createWorker();
    }
  }

  /**
   * A node that closes takes its threads away; what a transfer has to say is heard all the same.
   */
  @Test
  void answersAreGivenWhenTheThreadsForThemAreGone() {
    Scheduler gone = Schedulers.newSingle("gone");
    gone.dispose();
    bench.signals = new Vanished(gone);
    TransferRun<String> run = runIn(TransferState.TRANSFERRING);
    List<String> seen = new ArrayList<>();
    run.handle()
        .states()
        .subscribe(state -> seen.add(state.name()), failed -> seen.add("states " + failed));
    run.handle()
        .progress()
        .subscribe(at -> seen.add("" + at.bytesDone()), failed -> seen.add("progress " + failed));
    run.handle()
        .result()
        .subscribe(seen::add, error -> seen.add("result " + TransferBench.code(error)));
    run.handle().pause().subscribe(null, error -> seen.add("pause " + TransferBench.code(error)));
    bench.onPause = released -> {};
    bench.settle();
    run.suspend();
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "TRANSFERRING", "0", "pause NODE_CLOSING", "result NODE_CLOSING");
  }
}
