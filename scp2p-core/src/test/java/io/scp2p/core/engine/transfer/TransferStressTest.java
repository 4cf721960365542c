package io.scp2p.core.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.EventsConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.event.TransferEvent;
import io.scp2p.api.event.TransferKind;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.transfer.TransferHandle;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.api.transfer.TransferTrigger;
import io.scp2p.core.engine.EventLoop;
import io.scp2p.core.engine.diagnostics.Telemetry;
import io.scp2p.core.engine.event.EventHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Eight threads that want different things, an owner at work, and exactly one end. */
class TransferStressTest {
  private static final int THREADS = 8;
  private static final int TRANSFERS = 300;
  private static final int CALLS = 40;

  private final EventLoop loop = new EventLoop("stress", TimeSource.system());
  private final Scheduler signals = Schedulers.newBoundedElastic(8, 100_000, "signals");
  private final ExecutorService callers = Executors.newFixedThreadPool(THREADS);
  private final ExecutorService releases = Executors.newSingleThreadExecutor();

  @AfterEach
  void close() {
    callers.shutdownNow();
    loop.close();
    releases.shutdownNow();
    signals.dispose();
  }

  /** Works until it has an end of its own, releases on another thread, sometimes twice. */
  private final class Owner implements Controls {
    private final SplittableRandom random;
    private TransferRun<String> run;
    private boolean resting;

    Owner(long seed) {
      random = new SplittableRandom(seed);
    }

    void step() {
      if (run.isOver()) {
        return;
      }
      if (!resting) {
        work();
      }
      loop.post(this::step);
    }

    private void work() {
      List<TransferTrigger> possible =
          run.state().triggers().stream()
              .filter(trigger -> !run.state().on(trigger).orElseThrow().isTerminal())
              .filter(trigger -> trigger != TransferTrigger.PAUSE_REQUEST)
              .sorted()
              .toList();
      if (!possible.isEmpty()) {
        run.trigger(possible.get(random.nextInt(possible.size())));
      }
      run.verified(NodeId.of(new byte[NodeId.LENGTH]), PathKind.LAN, random.nextInt(100));
      int luck = random.nextInt(2_000);
      if (luck == 0) {
        run.fail(new Scp2pException(ErrorCode.STALLED, "Bad luck."));
      } else if (luck < 100 && run.state() == TransferState.VERIFYING) {
        run.complete("ok");
      }
    }

    private void release(Runnable released) {
      releases.execute(released);
      if (random.nextInt(3) == 0) {
        releases.execute(released);
      }
    }

    @Override
    public void pause(Runnable released) {
      resting = true;
      release(released);
    }

    @Override
    public void resume(Runnable queued) {
      resting = false;
      release(queued);
    }

    @Override
    public void cancel(Runnable released) {
      resting = true;
      release(released);
    }
  }

  @Test
  void whateverIsCalledThereIsOneEndAndEveryCallIsAnswered() throws Exception {
    // An owner works for thousands of events before it ends; whoever reads them here misses none.
    EventsConfig config =
        EventsConfig.builder().journalEvents(1_000_000).subscriberBuffer(1 << 20).build();
    EventHub hub = new EventHub(config, TimeSource.system(), signals);
    TransferContext node = new TransferContext(loop, hub, config, signals, Telemetry.none());
    int[] ends = new int[TransferState.values().length];
    for (int i = 0; i < TRANSFERS; i++) {
      ends[oneTransfer(node, i).ordinal()]++;
    }
    assertThat(ends[TransferState.COMPLETED.ordinal()]).isPositive();
    assertThat(ends[TransferState.CANCELLED.ordinal()]).isPositive();
    assertThat(hub.missed()).isZero();
  }

  private TransferState oneTransfer(TransferContext node, int number) throws Exception {
    Queue<NodeEvent> events = new ConcurrentLinkedQueue<>();
    Queue<TransferState> states = new ConcurrentLinkedQueue<>();
    Disposable watching = node.hub().events(node.hub().newest()).subscribe(events::add);
    TransferId id = new TransferId(new UUID(1, number));
    Owner owner = new Owner(number);
    TransferHandle<String> handle = begin(node, id, owner);
    handle.states().subscribe(states::add);
    AtomicInteger unanswered = new AtomicInteger(THREADS * CALLS);
    CountDownLatch start = new CountDownLatch(1);
    for (int thread = 0; thread < THREADS; thread++) {
      SplittableRandom random = new SplittableRandom(number * 31L + thread);
      callers.execute(() -> callAtRandom(handle, random, start, unanswered));
    }
    start.countDown();
    awaitTrue(() -> unanswered.get() == 0);
    handle.resume().onErrorComplete().block(Duration.ofSeconds(60));
    if (number % 3 == 0) {
      handle.cancel().block(Duration.ofSeconds(60));
    }
    awaitTrue(() -> handle.state().isTerminal());
    handle.cancel().block(Duration.ofSeconds(60));
    awaitTrue(() -> events.stream().anyMatch(TransferStressTest::isTerminal));
    watching.dispose();
    TransferBench.assertGrammar(List.copyOf(events));
    assertStatesFollowEachOther(events);
    awaitTrue(() -> states.contains(handle.state()));
    return handle.state();
  }

  private TransferHandle<String> begin(TransferContext node, TransferId id, Owner owner) {
    return Mono.<TransferHandle<String>>create(
            made ->
                loop.post(
                    () -> {
                      owner.run =
                          new TransferRun<>(node, id, TransferKind.DOWNLOAD, 1L << 40, 0, owner);
                      made.success(owner.run.handle());
                      owner.step();
                    }))
        .block(Duration.ofSeconds(60));
  }

  private static void callAtRandom(
      TransferHandle<String> handle,
      SplittableRandom random,
      CountDownLatch start,
      AtomicInteger unanswered) {
    try {
      assertThat(start.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (int i = 0; i < CALLS; i++) {
      int what = random.nextInt(1_000);
      Mono<Void> answer =
          what == 0 ? handle.cancel() : what % 2 == 0 ? handle.pause() : handle.resume();
      answer.doFinally(end -> unanswered.decrementAndGet()).onErrorComplete().subscribe();
    }
  }

  private static void assertStatesFollowEachOther(Collection<NodeEvent> events) {
    List<TransferEvent.StateChanged> changes = new ArrayList<>();
    for (NodeEvent event : events) {
      if (event instanceof TransferEvent.StateChanged changed) {
        changes.add(changed);
      }
    }
    for (int i = 1; i < changes.size(); i++) {
      assertThat(changes.get(i).from()).isEqualTo(changes.get(i - 1).to());
    }
  }

  private static boolean isTerminal(NodeEvent event) {
    return event instanceof TransferEvent.Completed
        || event instanceof TransferEvent.Failed
        || event instanceof TransferEvent.Cancelled;
  }

  private static void awaitTrue(java.util.function.BooleanSupplier condition) {
    assertThat(Waiter.realTime().await(condition, Duration.ofSeconds(60))).isTrue();
  }
}
