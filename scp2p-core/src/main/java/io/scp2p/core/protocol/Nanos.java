package io.scp2p.core.protocol;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Arithmetic on moments of the monotonic clock. The clock may start anywhere and overflow, so only
 * the difference of two moments means anything; all of them must lie within 292 years of another.
 */
public final class Nanos {
  private Nanos() {}

  /** Whether the first moment is earlier than the second. */
  public static boolean isBefore(long moment, long other) {
    return moment - other < 0;
  }

  /** Whether a deadline has come. */
  public static boolean isDue(long deadlineNanos, long nowNanos) {
    return deadlineNanos - nowNanos <= 0;
  }

  /** The earlier of two moments. */
  public static long earlier(long moment, long other) {
    return other - moment < 0 ? other : moment;
  }

  /** The earlier of two moments, of which either may be absent. */
  public static OptionalLong earlier(OptionalLong moment, OptionalLong other) {
    if (moment.isEmpty()) {
      return other;
    }
    if (other.isEmpty()) {
      return moment;
    }
    return OptionalLong.of(earlier(moment.getAsLong(), other.getAsLong()));
  }

  /** A span as nanoseconds; spans too long to count are as long as can be. */
  public static long of(Duration span) {
    try {
      return span.toNanos();
    } catch (ArithmeticException tooLong) {
      return span.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
