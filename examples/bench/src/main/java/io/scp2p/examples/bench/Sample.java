package io.scp2p.examples.bench;

import java.util.Locale;

/** One copy of the bytes: how long it took and what it cost each process. */
record Sample(long bytes, long nanos, long ownCpuNanos, long servingCpuNanos) {
  private static final double MEGA = 1e6;
  private static final double GIGA = 1e9;

  /** Copies bytes and returns how many came. */
  @FunctionalInterface
  interface Copy {
    long run() throws Exception;
  }

  static Sample take(ServingProcess server, Copy copy) throws Exception {
    long serving = server.cpuNanos();
    long own = ProcessCpu.nanos();
    long start = System.nanoTime();
    long copied = copy.run();
    long nanos = System.nanoTime() - start;
    return new Sample(copied, nanos, ProcessCpu.nanos() - own, server.cpuNanos() - serving);
  }

  double seconds() {
    return nanos / GIGA;
  }

  double megabytesPerSecond() {
    return bytes / MEGA / (nanos / GIGA);
  }

  /** Seconds of both processes for 10^9 bytes. */
  double cpuSecondsPerGigabyte() {
    return (ownCpuNanos + servingCpuNanos) / (double) bytes;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%7.0f MB/s   CPU s/GB %5.2f (fetching %.2f, serving %.2f)",
        megabytesPerSecond(),
        cpuSecondsPerGigabyte(),
        ownCpuNanos / (double) bytes,
        servingCpuNanos / (double) bytes);
  }
}
