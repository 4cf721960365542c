package io.scp2p.core.protocol.vault;

import java.time.Duration;
import java.util.Collection;

/**
 * How often holders leave for good (section V10.5): from those of this node's own shards, beginning
 * with one in ten each month until enough has been seen to know better.
 */
public final class Leaving {
  /** Who is away for longer is taken to have left. */
  public static final Duration FOR_GOOD = Duration.ofDays(7);

  /** One in ten each month. */
  public static final double PRIOR_PER_DAY = 0.0035;

  /** The prior weighs as much as ten holders observed for a month. */
  private static final double PRIOR_DAYS = 300;

  private static final double DAY_SECONDS = 86_400;

  private Leaving() {}

  /** The chance that a holder leaves for good within a day. */
  public static double perDay(Collection<HolderRecord> holders, long nowSeconds) {
    double left = PRIOR_PER_DAY * PRIOR_DAYS;
    double days = PRIOR_DAYS;
    for (HolderRecord holder : holders) {
      double seen = holder.observedSeconds();
      long away = holder.awaySeconds(nowSeconds);
      if (away > FOR_GOOD.toSeconds()) {
        // Time fades in a record, so who left long ago counts less, too.
        left += Math.pow(0.5, away / HolderRecord.HALF_LIFE_SECONDS);
        seen -= holder.awaySeconds(holder.seenSeconds());
      }
      days += Math.max(0, seen) / DAY_SECONDS;
    }
    return left / days;
  }
}
