package io.scp2p.core.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Bytes of heap that one run of an operation takes. */
final class Allocation implements Gauge {
  private static final int RUNS = 100;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Operation operation;

  /** Read by nobody, which the compiler cannot know. */
  Object sink = "";

  Allocation(Operation operation) {
    this.operation = operation;
  }

  @Override
  public double cost() throws Exception {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < RUNS; i++) {
      sink = operation.run();
    }
    return (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / RUNS;
  }
}
