package io.scp2p.core.protocol;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits that double from a first one up to a cap, each shortened at random by up to half, so that
 * nodes which failed together do not try again together.
 */
public final class Backoff {
  private final long firstNanos;
  private final long capNanos;
  private int failures;

  /** Makes a back-off that has not failed yet. */
  public Backoff(Duration first, Duration cap) {
    this.firstNanos = Nanos.of(first);
    this.capNanos = Nanos.of(cap);
    if (firstNanos <= 0 || capNanos < firstNanos) {
      throw new IllegalArgumentException("no back-off from " + first + " to " + cap);
    }
  }

  /** Counts one more failure; returns how long to wait before the next attempt. */
  public long nextNanos(RandomGenerator random) {
    long fullNanos = ceilingNanos();
    if (failures < Integer.MAX_VALUE) {
      failures++;
    }
    long halfNanos = fullNanos / 2;
    return fullNanos - random.nextLong(halfNanos + 1);
  }

  /** The longest wait that the next failure can cause; the shortest is half of it. */
  public long ceilingNanos() {
    // Shifting out of the long must not bring a short wait back.
    boolean capped = failures >= Long.numberOfLeadingZeros(firstNanos);
    return capped ? capNanos : Math.min(capNanos, firstNanos << failures);
  }

  /** How many failures there were since the start or the last {@link #reset}. */
  public int failures() {
    return failures;
  }

  /** After a success: the next failure waits as the first one did. */
  public void reset() {
    failures = 0;
  }
}
