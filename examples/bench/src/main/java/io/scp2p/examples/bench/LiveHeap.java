package io.scp2p.examples.bench;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The most that is alive on the heap at any look, from its making on. Each look is a full
 * collection, which is why times taken meanwhile mean nothing; what a young collection leaves would
 * be garbage for the most part.
 */
final class LiveHeap implements AutoCloseable {
  private static final long PERIOD_MILLIS = 500;

  private final AtomicLong mostBytes = new AtomicLong();
  private final AtomicInteger looks = new AtomicInteger();
  private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();

  @SuppressWarnings("FutureReturnValueIgnored") // It goes on until this is closed.
  LiveHeap() {
    looking.scheduleWithFixedDelay(this::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    System.gc();
    mostBytes.accumulateAndGet(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), Math::max);
    looks.incrementAndGet();
  }

  /** Ends the looking, and says what was seen. */
  String megabytes() {
    close();
    return String.format(Locale.ROOT, "%.1f MB in %,d looks", mostBytes.get() / 1e6, looks.get());
  }

  @Override
  public void close() {
    looking.shutdown();
    try {
      if (!looking.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("a collection takes longer than a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
