package io.scp2p.core.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scp2p.api.contract.Waiter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

@Timeout(120)
class SignalSchedulerTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final SignalScheduler signals =
      new SignalScheduler(Schedulers.newBoundedElastic(4, 1_000, this::daemon, 10));

  private Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "signal-under-test");
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  @AfterEach
  void end() {
    signals.dispose();
  }

  @Test
  void whatWasGivenIsDoneBeforeItEndsAndNothingComesAfter() {
    Scheduler.Worker worker = signals.createWorker();
    CountDownLatch go = new CountDownLatch(1);
    List<Integer> done = new CopyOnWriteArrayList<>();
    worker.schedule(() -> await(go));
    IntStream.range(0, 100).forEach(n -> worker.schedule(() -> done.add(n)));
    signals.schedule(go::countDown);

    assertTrue(signals.finish(Set.of(), PATIENCE_NANOS));

    assertEquals(IntStream.range(0, 100).boxed().toList(), done);
    assertTrue(signals.isDisposed());
    assertThrows(RejectedExecutionException.class, () -> signals.schedule(() -> done.add(1)));
    assertThrows(RejectedExecutionException.class, () -> worker.schedule(() -> done.add(1)));
    allEnd();
  }

  @Test
  void whoeverStaysIsWaitedForNoLongerThanSaid() {
    CountDownLatch never = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    signals.schedule(
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            interrupted.complete(true);
          }
        });

    assertFalse(signals.finish(Set.of(), TimeUnit.MILLISECONDS.toNanos(50)));
    assertFalse(interrupted.isDone());
    signals.dispose();

    assertTrue(interrupted.join());
    allEnd();
  }

  @Test
  void whoeverIsExcusedIsNotInterruptedAndEndsItWithItsWork() {
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Thread> busy = new CompletableFuture<>();
    CompletableFuture<Boolean> undisturbed = new CompletableFuture<>();
    signals.schedule(
        () -> {
          busy.complete(Thread.currentThread());
          await(go);
          undisturbed.complete(!Thread.currentThread().isInterrupted());
        });

    assertTrue(signals.finish(Set.of(busy.join()), PATIENCE_NANOS));
    go.countDown();

    assertTrue(undisturbed.join());
    allEnd();
  }

  @Test
  void whatWasTakenBackIsNotWaitedFor() {
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Thread> busy = new CompletableFuture<>();
    List<String> done = new CopyOnWriteArrayList<>();
    Scheduler.Worker worker = signals.createWorker();
    Disposable first =
        worker.schedule(
            () -> {
              busy.complete(Thread.currentThread());
              awaitUninterruptibly(go);
            });
    worker.schedule(() -> done.add("of a worker that was disposed"));
    Thread excused = busy.join();
    worker.dispose();

    assertTrue(first.isDisposed());
    assertTrue(signals.finish(Set.of(excused), PATIENCE_NANOS));
    go.countDown();
    allEnd();
    assertEquals(List.of(), done);
  }

  /** A {@code main} that ends after {@code close()} would wait for one that is no daemon. */
  @Test
  void itsEndStartsNoThread() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    CompletableFuture<Void> ran = new CompletableFuture<>();
    signals.schedule(() -> ran.complete(null));
    ran.join();

    assertTrue(signals.finish(Set.of(), PATIENCE_NANOS));

    assertEquals(
        Set.of(),
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !before.contains(thread) && !thread.isDaemon())
            .map(Thread::getName)
            .collect(Collectors.toSet()));
  }

  private void allEnd() {
    assertTrue(
        Waiter.realTime()
            .await(
                () -> threads.stream().noneMatch(Thread::isAlive),
                Duration.ofNanos(PATIENCE_NANOS)));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean open = false;
    while (!open) {
      try {
        latch.await();
        open = true;
      } catch (InterruptedException worker) {
        open = false;
      }
    }
  }
}
