package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopTest {
  private final TimeSource time = TimeSource.system();
  private final EventLoop loop = new EventLoop("loop-under-test", time);

  @AfterEach
  void close() {
    loop.close();
  }

  private <T> T onLoop(Supplier<T> action) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.post(() -> result.complete(action.get()));
    return result.get(10, TimeUnit.SECONDS);
  }

  @Test
  void actionsOfOneThreadRunInTheirOrder() throws Exception {
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      int n = i;
      loop.post(() -> seen.add(n));
    }
    assertThat(onLoop(() -> List.copyOf(seen))).hasSize(10_000).isSorted();
  }

  @Test
  void timersRunInTheOrderOfTheirDeadlinesAndNotBefore() throws Exception {
    List<String> seen = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    long now = time.nanos();
    long[] ranAt = new long[1];
    loop.post(
        () -> {
          loop.at(
              now + 20_000_000,
              () -> {
                seen.add("late");
                ranAt[0] = time.nanos();
                done.countDown();
              });
          loop.at(now + 5_000_000, () -> seen.add("first of two"));
          loop.at(now + 5_000_000, () -> seen.add("second of two"));
          loop.at(now + 10_000_000, () -> seen.add("cancelled")).cancel();
        });
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(seen).containsExactly("first of two", "second of two", "late");
    assertThat(ranAt[0] - now).isGreaterThanOrEqualTo(20_000_000);
  }

  @Test
  void aFailingActionDoesNotEndTheLoop() throws Exception {
    loop.post(
        () -> {
          throw new IllegalStateException("a bug made for this test");
        });
    assertThat(onLoop(() -> "alive")).isEqualTo("alive");
  }

  @Test
  void cancelledTimersDoNotPileUp() throws Exception {
    int held =
        onLoop(
            () -> {
              for (int i = 0; i < 100_000; i++) {
                loop.at(time.nanos() + TimeUnit.HOURS.toNanos(1), () -> {}).cancel();
              }
              return loop.timers();
            });
    assertThat(held).isLessThan(2 * EventLoop.MIN_SWEEP);
  }

  @Test
  void timersAreRefusedFromOutside() {
    assertThatThrownBy(() -> loop.at(0, () -> {})).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closeEndsTheThreadAlsoWhenCalledTwiceOrFromTheLoop() throws Exception {
    Thread thread = onLoop(Thread::currentThread);
    loop.post(loop::close);
    loop.close();
    loop.close();
    assertThat(thread.isAlive()).isFalse();
  }
}
