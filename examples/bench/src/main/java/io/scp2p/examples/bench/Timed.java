package io.scp2p.examples.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What one piece of work took, by the clock and by the processor. */
record Timed(long nanos, long cpuNanos) {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Something that may fail. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /** Counts all threads of the process. */
  static Timed process(Work work) throws Exception {
    long cpu = ProcessCpu.nanos();
    long start = System.nanoTime();
    work.run();
    return new Timed(System.nanoTime() - start, ProcessCpu.nanos() - cpu);
  }

  /** Counts the calling thread only. */
  static Timed thread(Work work) throws Exception {
    long start = System.nanoTime();
    long cpu = THREADS.getCurrentThreadCpuTime();
    work.run();
    long used = THREADS.getCurrentThreadCpuTime() - cpu;
    return new Timed(System.nanoTime() - start, used);
  }

  double seconds() {
    return nanos / 1e9;
  }

  double cpuSeconds() {
    return cpuNanos / 1e9;
  }
}
