package io.scp2p.core.bench;

/**
 * What a ratio should reach.
 *
 * @param measure what the ratio compares
 * @param bound the ratio wanted, or NaN if none is
 * @param text how the table says it
 */
record Target(Measure measure, double bound, String text) {
  /** The part of a target below which a build fails. */
  private static final double FLOOR = 0.6;

  /** Less than one copy more would be. */
  private static final double MEMORY_CEILING = 1.5;

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

  /**
   * Whether a ratio is so far from its target that it is no noise any more: something that made the
   * code fast is lost. What has no target, or was not measured, breaks nothing.
   */
  boolean isBroken(double ratio) {
    return !Double.isNaN(bound) && !Double.isNaN(ratio) && !measure.meets(ratio, floor());
  }

  /** What a build insists on. What is allocated does not depend on what else the machine does. */
  double floor() {
    return switch (measure) {
      case SPEED -> bound * FLOOR;
      case TIME -> bound / FLOOR;
      case MEMORY -> bound * MEMORY_CEILING;
    };
  }

  String verdict(double ratio) {
    if (Double.isNaN(bound) || Double.isNaN(ratio)) {
      return "–";
    }
    return measure.meets(ratio, bound) ? "yes" : "**no**";
  }
}
