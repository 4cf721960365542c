package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.contract.Waiter;
import io.scp2p.api.spi.TimeSource;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TimeSource time = TimeSource.system();
  private final EventLoop loop = new EventLoop("loop-under-test", time);

  @AfterEach
  void close() {
    loop.close();
  }

  private <T> T onLoop(Supplier<T> action) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.post(() -> result.complete(action.get()));
    return result.get(60, TimeUnit.SECONDS);
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
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(seen).containsExactly("first of two", "second of two", "late");
    assertThat(ranAt[0] - now).isGreaterThanOrEqualTo(20_000_000);
  }

  @Test
  void timerThatIsAlwaysDueHoldsUpNobody() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Runnable[] again = new Runnable[1];
    again[0] =
        () -> {
          begun.countDown();
          loop.at(time.nanos() - 1, again[0]);
        };
    loop.post(again[0]);
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(onLoop(() -> "posted")).isEqualTo("posted");
    CountDownLatch timed = new CountDownLatch(1);
    loop.post(() -> loop.at(time.nanos() + 1_000_000, timed::countDown));
    assertThat(timed.await(60, TimeUnit.SECONDS)).isTrue();
  }

  /** What the platform's default back end of {@link System.Logger} was told. */
  private static final class Recorder extends Handler {
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord record) {
      records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private List<LogRecord> loggedWhile(Runnable failing) throws Exception {
    // Held here: the registry of loggers holds them weakly, and with a logger goes its handler.
    Logger logger = Logger.getLogger(EventLoop.class.getName());
    Recorder recorder = new Recorder();
    logger.addHandler(recorder);
    try {
      loop.post(failing);
      assertThat(onLoop(() -> "alive")).isEqualTo("alive");
      assertThat(Waiter.realTime().await(() -> !recorder.records.isEmpty(), PATIENCE)).isTrue();
    } finally {
      logger.removeHandler(recorder);
    }
    return recorder.records;
  }

  @Test
  void aFailingActionIsLoggedAndDoesNotEndTheLoop() throws Exception {
    IllegalStateException bug = new IllegalStateException("a bug made for this test");
    List<LogRecord> records =
        loggedWhile(
            () -> {
              throw bug;
            });
    assertThat(records).hasSize(1);
    assertThat(records.get(0).getLevel()).isEqualTo(Level.SEVERE);
    assertThat(records.get(0).getThrown()).isSameAs(bug);
    assertThat(records.get(0).getMessage()).contains("event loop");
  }

  @Test
  void anErrorIsLoggedTooAndATimerLikeAnAction() throws Exception {
    StackOverflowError bug = new StackOverflowError("made for this test");
    CountDownLatch ran = new CountDownLatch(1);
    List<LogRecord> records =
        loggedWhile(
            () ->
                loop.at(
                    time.nanos(),
                    () -> {
                      ran.countDown();
                      throw bug;
                    }));
    assertThat(ran.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(records).extracting(LogRecord::getThrown).containsExactly(bug);
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

  /** Whoever posts may outlive the node: a thread of a transport, or of the host. */
  @Test
  void whatIsPostedAfterTheEndIsNotKept() {
    loop.close();
    WeakReference<Object> node = postSomethingThatHoldsANode();
    assertThat(
            Waiter.realTime()
                .await(
                    () -> {
                      System.gc();
                      return node.get() == null;
                    },
                    PATIENCE))
        .isTrue();
  }

  private WeakReference<Object> postSomethingThatHoldsANode() {
    Object node = new Object();
    loop.post(() -> assertThat(node).isNotNull());
    return new WeakReference<>(node);
  }
}
