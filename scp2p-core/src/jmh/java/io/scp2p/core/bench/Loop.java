package io.scp2p.core.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;

/** Processor time that an operation takes of the calling thread, so that other load counts less. */
final class Loop implements Gauge {
  /** So many slices of warm-up without a better one: the compiler has finished. */
  private static final int SETTLED_SLICES = 8;

  /** A slice must be this much better to count, or noise would never settle. */
  private static final double BETTER = 0.95;

  /** What is not steady after so many times the least warm-up never will be. */
  private static final int MOST_WARM_UPS = 6;

  private static final double BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Effort effort;
  private final long bytes;
  private final Operation operation;
  private long batch = 1;
  private boolean warm;

  /** Read by nobody, which the compiler cannot know. */
  Object sink = "";

  Loop(Effort effort, long bytes, Operation operation) {
    this.effort = effort;
    this.bytes = bytes;
    this.operation = operation;
  }

  @Override
  public double cost() throws Exception {
    return slice(effort.sampleNanos());
  }

  @Override
  public double firstCost() throws Exception {
    return slice(0);
  }

  @Override
  public void warmUp() throws Exception {
    if (warm) {
      return;
    }
    warm = true;
    double best = Double.MAX_VALUE;
    int settled = 0;
    long start = THREADS.getCurrentThreadCpuTime();
    long spent = 0;
    while (spent < effort.warmUpNanos()
        || (settled < SETTLED_SLICES && spent < MOST_WARM_UPS * effort.warmUpNanos())) {
      double cost = slice(effort.sampleNanos());
      settled = cost < best * BETTER ? 0 : settled + 1;
      best = Math.min(best, cost);
      spent = THREADS.getCurrentThreadCpuTime() - start;
    }
  }

  @Override
  public long bytes() {
    return bytes;
  }

  /** Looks at the clock about once a millisecond. */
  private double slice(long nanos) throws Exception {
    long start = THREADS.getCurrentThreadCpuTime();
    long spent;
    long runs = 0;
    do {
      for (long i = 0; i < batch; i++) {
        sink = operation.run();
      }
      runs += batch;
      spent = THREADS.getCurrentThreadCpuTime() - start;
    } while (spent < nanos);
    batch = Math.max(1, (long) (runs * BATCH_NANOS / Math.max(1, spent)));
    return (double) spent / runs;
  }
}
