package io.scp2p.core.protocol;

/**
 * A smoothed mean with its smoothed deviation, for deadlines that adapt to what was measured: round
 * trips in nanoseconds, or throughput in bytes per second. Weights are those of RFC 6298 (1/8 for
 * the mean, 1/4 for the deviation).
 */
public final class MovingEstimate {
  private static final double MEAN_WEIGHT = 1.0 / 8;
  private static final double DEVIATION_WEIGHT = 1.0 / 4;

  private double mean;
  private double deviation;
  private boolean known;

  /** Takes in one measurement, not negative. */
  public void sample(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a negative measurement: " + value);
    }
    if (!known) {
      known = true;
      mean = value;
      deviation = value / 2.0;
      return;
    }
    deviation += DEVIATION_WEIGHT * (Math.abs(value - mean) - deviation);
    mean += MEAN_WEIGHT * (value - mean);
  }

  /** Whether anything was measured yet. */
  public boolean isKnown() {
    return known;
  }

  /** The smoothed mean, or 0 before the first measurement. */
  public long mean() {
    return (long) mean;
  }

  /** The smoothed distance from the mean, or 0 before the first measurement. */
  public long deviation() {
    return (long) deviation;
  }

  /**
   * A value that measurements rarely exceed: mean and four deviations, kept within bounds. Before
   * the first measurement it is the upper bound.
   */
  public long high(long least, long most) {
    return known ? clamp(mean + 4 * deviation, least, most) : most;
  }

  /**
   * A value that measurements rarely fall below: mean less two deviations, kept within bounds.
   * Before the first measurement it is the lower bound.
   */
  public long low(long least, long most) {
    return known ? clamp(mean - 2 * deviation, least, most) : least;
  }

  private static long clamp(double value, long least, long most) {
    // The cast saturates, so a huge estimate is the largest long and not a negative one.
    return Math.max(least, Math.min(most, (long) value));
  }
}
