package io.scp2p.core.bench;

/**
 * What a ratio should reach.
 *
 * @param measure what the ratio compares
 * @param bound the ratio wanted, or NaN if none is
 * @param text how the table says it
 */
record Target(Measure measure, double bound, String text) {
  static Target speed(double atLeast) {
    return new Target(Measure.SPEED, atLeast, "≥ " + atLeast);
  }

  static Target time(double atMost) {
    return new Target(Measure.TIME, atMost, "≤ " + atMost);
  }

  static Target memory(double atMost, String text) {
    return new Target(Measure.MEMORY, atMost, text);
  }

  /** A ratio of speeds for the reader's eye only. */
  static Target none() {
    return new Target(Measure.SPEED, Double.NaN, "–");
  }

  String verdict(double ratio) {
    if (Double.isNaN(bound) || Double.isNaN(ratio)) {
      return "–";
    }
    return measure.meets(ratio, bound) ? "yes" : "**no**";
  }
}
