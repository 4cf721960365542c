package io.scp2p.core.protocol.serving;

import io.scp2p.core.protocol.TokenBucket;
import org.jspecify.annotations.Nullable;

/**
 * One cap on bytes per second, which can change at any time or be absent.
 *
 * <p>An amount larger than the burst may go once the budget is full and then leaves it in debt. So
 * in any span of time, whatever its beginning, no more goes than {@code rate × span} and the larger
 * of the burst and the largest single amount.
 */
final class ByteBudget {
  /** A tenth of a second: a loop that wakes up late by less than this loses no throughput. */
  private static final int BURSTS_PER_SECOND = 10;

  /** For slow caps: a TLS record. */
  static final long MIN_BURST_BYTES = 16_384;

  private @Nullable TokenBucket bucket;

  /** A full budget; 0 means no cap. */
  ByteBudget(long bytesPerSecond, long nowNanos) {
    bucket = bucket(bytesPerSecond, nowNanos);
  }

  static long burstBytes(long bytesPerSecond) {
    return Math.max(MIN_BURST_BYTES, bytesPerSecond / BURSTS_PER_SECOND);
  }

  /** Changes the cap; what was left, or owed, stays so, down to less than a byte. */
  void cap(long bytesPerSecond, long nowNanos) {
    TokenBucket before = bucket;
    bucket = bucket(bytesPerSecond, nowNanos);
    if (before != null && bucket != null) {
      long burst = burstBytes(Math.min(bytesPerSecond, TokenBucket.MAX_TOKENS));
      long missing = burst - before.available(nowNanos);
      bucket.spend(Math.max(0, missing), nowNanos);
    }
  }

  /** How long until this amount may be spent, to the nanosecond; 0 if it may be now. */
  long nanosUntil(long bytes, long nowNanos) {
    return bucket == null ? 0 : bucket.nanosUntil(bytes, nowNanos);
  }

  /** Books an amount, into debt if need be. */
  void spend(long bytes, long nowNanos) {
    if (bucket != null) {
      bucket.spend(bytes, nowNanos);
    }
  }

  private static @Nullable TokenBucket bucket(long bytesPerSecond, long nowNanos) {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException("no cap of " + bytesPerSecond + " bytes per second");
    }
    if (bytesPerSecond == 0) {
      return null;
    }
    // No line of today is faster than the fastest bucket, 32 Gbit/s.
    long rate = Math.min(bytesPerSecond, TokenBucket.MAX_TOKENS);
    return new TokenBucket(rate, burstBytes(rate), nowNanos);
  }
}
