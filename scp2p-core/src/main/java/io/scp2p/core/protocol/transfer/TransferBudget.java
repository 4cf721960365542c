package io.scp2p.core.protocol.transfer;

import io.scp2p.core.protocol.TokenBucket;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of chunks may be asked for, held or being written at once, over all swarms of a
 * node: what bounds their memory. Not for several threads.
 */
public final class TransferBudget {
  /**
   * So much of the limit may wait for the disk while more is asked for. A quarter is several tenths
   * of a second of a disk's work; more would only lie in memory while the disk is slow.
   */
  private static final int STORING_SHARE = 4;

  private long limitBytes;
  private long usedBytes;
  private long storingBytes;
  private @Nullable TokenBucket cap;

  /** Makes a budget of which nothing is used. */
  public TransferBudget(long limitBytes) {
    resize(limitBytes);
  }

  /** Changes the limit. What is used above it is not taken away. */
  public void resize(long newLimitBytes) {
    if (newLimitBytes < 1) {
      throw new IllegalArgumentException("a budget of " + newLimitBytes + " bytes");
    }
    limitBytes = newLimitBytes;
  }

  /** Whether there is room. A single chunk always fits, or a small budget would stop everything. */
  boolean fits(int bytes) {
    return usedBytes == 0
        || (usedBytes + bytes <= limitBytes && storingBytes <= limitBytes / STORING_SHARE);
  }

  /** At most so many bytes a second over all swarms, 0 for no cap. */
  public void rateCap(long nowNanos, long bytesPerSecond) {
    long rate = Math.min(bytesPerSecond, TokenBucket.MAX_TOKENS);
    cap = rate <= 0 ? null : new TokenBucket(rate, Math.max(1, rate / 8), nowNanos);
  }

  /** Until when the cap lets nothing be asked for, if it does. */
  OptionalLong closedUntilNanos(long nowNanos) {
    TokenBucket bucket = cap;
    return bucket == null || bucket.available(nowNanos) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(nowNanos + bucket.nanosUntil(1, nowNanos));
  }

  void take(long nowNanos, int bytes) {
    usedBytes += bytes;
    if (cap != null) {
      cap.spend(bytes, nowNanos);
    }
  }

  /** It has come, and waits for the disk. */
  void storing(int bytes) {
    storingBytes += bytes;
  }

  /** It is on the disk, or will not be. */
  void stored(int bytes) {
    storingBytes -= bytes;
  }

  void release(int bytes) {
    usedBytes -= bytes;
  }

  /** Bytes asked for, held or being written. */
  public long usedBytes() {
    return usedBytes;
  }

  /** The most it gives out, but for a single chunk. */
  public long limitBytes() {
    return limitBytes;
  }
}
