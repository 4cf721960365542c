package io.scp2p.core.protocol.vault;

import io.scp2p.core.protocol.Nanos;
import java.time.Duration;

/**
 * What all repairs of a node together may read and send in a second: a repair should never be felt.
 * A run is taken as a whole and paid for afterwards.
 */
public final class RepairPace {
  private final long bytesPerSecond;
  private boolean used;
  private long freeAtNanos;

  /** Nothing taken yet. */
  public RepairPace(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Whether so much may begin now; if so, it counts. */
  boolean take(long nowNanos, long bytes) {
    if (used && !Nanos.isDue(freeAtNanos, nowNanos)) {
      return false;
    }
    used = true;
    freeAtNanos =
        nowNanos + (long) (bytes / (double) bytesPerSecond * Duration.ofSeconds(1).toNanos());
    return true;
  }

  /** When the next may begin. */
  long freeAtNanos() {
    return freeAtNanos;
  }
}
