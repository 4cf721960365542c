package io.scp2p.core.protocol;

/**
 * A budget of bytes or requests that refills at a steady rate up to a burst.
 *
 * <p>The level is counted in billionths of a token, which is exactly what one nanosecond adds at a
 * rate of one token a second. So nothing is ever rounded and however often the bucket is asked, it
 * gives out {@code burst + rate × time} and not one token more or less.
 */
public final class TokenBucket {
  /**
   * Largest burst and rate, and the deepest debt: twice as much still fits a long of billionths.
   */
  public static final long MAX_TOKENS = 4_000_000_000L;

  private static final long PARTS = 1_000_000_000L;

  private final long ratePerSecond;
  private final long fullParts;
  private long levelParts;
  private long countedNanos;

  /** Makes a full bucket. */
  public TokenBucket(long ratePerSecond, long burst, long nowNanos) {
    this.ratePerSecond = checked("ratePerSecond", ratePerSecond);
    this.fullParts = checked("burst", burst) * PARTS;
    this.levelParts = fullParts;
    this.countedNanos = nowNanos;
  }

  /** Takes the amount if the bucket holds it now; otherwise takes nothing and returns false. */
  public boolean tryTake(long amount, long nowNanos) {
    requireAmount(amount);
    refill(nowNanos);
    if (levelParts < 0 || amount > levelParts / PARTS) {
      return false;
    }
    levelParts -= amount * PARTS;
    return true;
  }

  /**
   * Books what has been used already, into debt if need be: later takers wait until it is paid
   * back. For amounts that are only known afterwards, or larger than the burst.
   */
  public void spend(long amount, long nowNanos) {
    requireAmount(amount);
    refill(nowNanos);
    long spentParts = Math.min(amount, MAX_TOKENS) * PARTS;
    // At worst the deepest debt less as much again, which is why MAX_TOKENS is no larger.
    levelParts = Math.max(levelParts - spentParts, -MAX_TOKENS * PARTS);
  }

  /** Whole tokens there are now; negative when in debt. */
  public long available(long nowNanos) {
    refill(nowNanos);
    return Math.floorDiv(levelParts, PARTS);
  }

  /**
   * How long until {@link #tryTake} of this amount succeeds, to the nanosecond, if nobody else
   * takes; 0 if it would now. An amount above the burst never succeeds: then it is the time until
   * the bucket is full, when the caller should {@link #spend} instead.
   */
  public long nanosUntil(long amount, long nowNanos) {
    requireAmount(amount);
    refill(nowNanos);
    long wantedParts = Math.min(amount, fullParts / PARTS) * PARTS;
    long missingParts = wantedParts - levelParts;
    return missingParts <= 0 ? 0 : ceilDiv(missingParts, ratePerSecond);
  }

  private void refill(long nowNanos) {
    long elapsedNanos = nowNanos - countedNanos;
    if (elapsedNanos <= 0) {
      return;
    }
    countedNanos = nowNanos;
    long missingParts = fullParts - levelParts;
    if (elapsedNanos >= ceilDiv(missingParts, ratePerSecond)) {
      levelParts = fullParts;
    } else {
      levelParts += elapsedNanos * ratePerSecond;
    }
  }

  /** Without the sum that could overflow; both are positive or the dividend is 0. */
  private static long ceilDiv(long dividend, long divisor) {
    return dividend == 0 ? 0 : (dividend - 1) / divisor + 1;
  }

  private static long checked(String name, long value) {
    if (value < 1 || value > MAX_TOKENS) {
      throw new IllegalArgumentException(name + " must be 1 to " + MAX_TOKENS + ", not " + value);
    }
    return value;
  }

  private static void requireAmount(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("amount must not be negative: " + amount);
    }
  }
}
