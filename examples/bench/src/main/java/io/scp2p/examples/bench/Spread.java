package io.scp2p.examples.bench;

import java.util.Collection;
import java.util.Locale;

/** The middle of several measurements, and how far they lie apart. */
record Spread(double lowest, double median, double highest) {
  static Spread of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(sorted[0], median, sorted[sorted.length - 1]);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "median %.2f (%.2f to %.2f)", median, lowest, highest);
  }
}
