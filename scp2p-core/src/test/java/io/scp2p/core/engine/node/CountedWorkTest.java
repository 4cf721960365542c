package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.contract.Waiter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CountedWorkTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  private final Queue<Runnable> queue = new ArrayDeque<>();
  private final CountedWork work = new CountedWork(queue::add);

  private void perform() {
    queue.remove().run();
  }

  @Test
  void itIsFinishedWhenTheLastOfTheWorkHasEnded() throws Exception {
    work.execute(() -> {});
    work.execute(() -> {});
    perform();
    assertThat(work.finish(0)).as("one is pending").isFalse();
    perform();
    assertThat(work.finish(0)).isTrue();
  }

  @Test
  void whoWaitsIsWokenByTheLastOfTheWork() throws Exception {
    work.execute(() -> {});
    assertThat(work.finish(0)).as("from here on the waiter cannot find it finished").isFalse();
    CompletableFuture<Boolean> finished = new CompletableFuture<>();
    Thread waiter =
        new Thread(
            () -> {
              try {
                finished.complete(work.finish(PATIENCE));
              } catch (InterruptedException e) {
                finished.completeExceptionally(e);
              }
            });
    waiter.start();
    assertThat(
            Waiter.realTime()
                .await(
                    () -> waiter.getState() == Thread.State.TIMED_WAITING,
                    Duration.ofNanos(PATIENCE)))
        .isTrue();
    perform();
    assertThat(finished.get(PATIENCE, TimeUnit.NANOSECONDS)).isTrue();
  }

  @Test
  void nothingIsTakenOnceItIsToFinish() throws Exception {
    assertThat(work.finish(0)).as("nothing was ever given").isTrue();
    assertThatThrownBy(() -> work.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    assertThat(queue).isEmpty();
    assertThat(work.finish(0)).as("twice").isTrue();
  }

  @Test
  void whatIsRefusedWhileWorkIsPendingDoesNotEndTheWait() throws Exception {
    work.execute(() -> {});
    assertThat(work.finish(0)).isFalse();
    assertThatThrownBy(() -> work.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    assertThat(work.finish(0)).as("one is still pending").isFalse();
    perform();
    assertThat(work.finish(0)).isTrue();
  }

  @Test
  void workThatTheExecutorRefusesIsNotWaitedFor() throws Exception {
    CountedWork refusing =
        new CountedWork(
            each -> {
              throw new RejectedExecutionException("full");
            });
    assertThatThrownBy(() -> refusing.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(refusing.finish(0)).isTrue();
  }

  @Test
  void workThatFailsHasEndedToo() throws Exception {
    work.execute(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    assertThatThrownBy(this::perform).isInstanceOf(IllegalStateException.class);
    assertThat(work.finish(0)).isTrue();
  }

  @Test
  void aThreadIsAWorkerWhileItDoesSuchWork() {
    assertThat(work.isWorker()).isFalse();
    boolean[] during = new boolean[1];
    work.execute(() -> during[0] = work.isWorker());
    perform();
    assertThat(during[0]).isTrue();
    assertThat(work.isWorker()).isFalse();
  }
}
