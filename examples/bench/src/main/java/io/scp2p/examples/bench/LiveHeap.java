package io.scp2p.examples.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What is alive on the heap, from its making on: at the middle one of all looks, and at most. Each
 * look is a full collection, which is why times taken meanwhile mean nothing; what a young
 * collection leaves would be garbage for the most part.
 */
final class LiveHeap implements AutoCloseable {
  private static final long PERIOD_MILLIS = 500;

  private final List<Long> looks = new ArrayList<>();
  private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();

  @SuppressWarnings("FutureReturnValueIgnored") // It goes on until this is closed.
  LiveHeap() {
    looking.scheduleWithFixedDelay(this::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    System.gc();
    looks.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
  }

  /** Ends the looking; what was alive at the middle one of all looks. */
  long medianBytes() {
    close();
    return looks.stream().sorted().toList().get(looks.size() / 2);
  }

  /** Ends the looking, and says what was seen. */
  String megabytes() {
    close();
    List<Long> sorted = looks.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "%.1f MB (median), %.1f MB (most) in %,d looks",
        sorted.get(sorted.size() / 2) / 1e6,
        sorted.get(sorted.size() - 1) / 1e6,
        sorted.size());
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
