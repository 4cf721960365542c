package io.scp2p.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Many short times, and how they are distributed. */
final class Latencies {
  private final List<Timed> all = new ArrayList<>();

  void add(Timed next) {
    all.add(next);
  }

  void addAll(Latencies others) {
    all.addAll(others.all);
  }

  /** By the clock: so many of a hundred took at most that. */
  double millis(int percent) {
    return at(Timed::nanos, percent) / 1e6;
  }

  /** By the processor. */
  double cpuMillis(int percent) {
    return at(Timed::cpuNanos, percent) / 1e6;
  }

  private long at(ToLongFunction<Timed> figure, int percent) {
    long[] sorted = all.stream().mapToLong(figure).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }
}
