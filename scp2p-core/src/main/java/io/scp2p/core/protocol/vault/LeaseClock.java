package io.scp2p.core.protocol.vault;

import java.time.Duration;

/**
 * Whether the wall clock may be believed when it says that leases have run out. What it erases is
 * gone, so a clock that has leapt forward, by mistake or while the machine slept, has to stay there
 * for some time first.
 */
public final class LeaseClock {
  /** So much more than the time that has passed is a leap. */
  static final Duration LEAP = Duration.ofHours(1);

  /** So long nothing is erased after one: time to set a clock right. */
  static final Duration PROBATION = Duration.ofHours(1);

  private long lastNanos;
  private long lastWallMillis;
  private long believedFromNanos;

  /** Begins with a clock that is believed. */
  public LeaseClock(long nanos, long wallMillis) {
    lastNanos = nanos;
    lastWallMillis = wallMillis;
    believedFromNanos = nanos;
  }

  /** Whether it may be believed now; to be asked more often than every {@link #LEAP}. */
  public boolean isBelieved(long nanos, long wallMillis) {
    long leapMillis = wallMillis - lastWallMillis - (nanos - lastNanos) / 1_000_000;
    lastNanos = nanos;
    lastWallMillis = wallMillis;
    if (leapMillis > LEAP.toMillis()) {
      believedFromNanos = nanos + PROBATION.toNanos();
    }
    return nanos - believedFromNanos >= 0;
  }
}
