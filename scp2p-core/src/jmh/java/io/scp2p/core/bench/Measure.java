package io.scp2p.core.bench;

import java.util.Locale;

/** What a ratio compares. */
enum Measure {
  /** Ours over theirs in bytes, or runs, per second: more is better. */
  SPEED {
    @Override
    double ratio(double ours, long ourBytes, double theirs, long theirBytes) {
      return (theirs / Math.max(1, theirBytes)) / (ours / Math.max(1, ourBytes));
    }

    @Override
    boolean meets(double ratio, double bound) {
      return ratio >= bound;
    }

    @Override
    String show(double cost, long bytes) {
      String speed =
          bytes == 0
              ? String.format(Locale.ROOT, "%,.0f /s", NANOS_A_SECOND / cost)
              : throughput(bytes / cost);
      return speed + ", " + duration(cost);
    }
  },
  /** Ours over theirs in processor time per run: less is better. */
  TIME {
    @Override
    String show(double cost, long bytes) {
      return duration(cost);
    }
  },
  /** Ours over theirs in bytes allocated per run: less is better. */
  MEMORY {
    @Override
    String show(double cost, long bytes) {
      return String.format(Locale.ROOT, "%,.0f B", cost);
    }
  };

  private static final double NANOS_A_SECOND = 1e9;

  double ratio(double ours, long ourBytes, double theirs, long theirBytes) {
    return ours / theirs;
  }

  boolean meets(double ratio, double bound) {
    return ratio <= bound;
  }

  abstract String show(double cost, long bytes);

  private static String throughput(double gigabytesPerSecond) {
    return gigabytesPerSecond < 1
        ? String.format(Locale.ROOT, "%.0f MB/s", 1_000 * gigabytesPerSecond)
        : String.format(Locale.ROOT, "%.2f GB/s", gigabytesPerSecond);
  }

  private static String duration(double nanos) {
    if (nanos < 1_000) {
      return String.format(Locale.ROOT, "%.0f ns", nanos);
    }
    return nanos < 1_000_000
        ? String.format(Locale.ROOT, "%.1f µs", nanos / 1_000)
        : String.format(Locale.ROOT, "%.1f ms", nanos / 1_000_000);
  }
}
