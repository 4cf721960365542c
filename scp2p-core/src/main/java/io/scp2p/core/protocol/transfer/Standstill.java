package io.scp2p.core.protocol.transfer;

import io.scp2p.core.protocol.Nanos;
import java.util.OptionalLong;

/** Notices that something is wanted and nothing comes. */
final class Standstill {
  private final long limitNanos;
  private OptionalLong dueNanos = OptionalLong.empty();

  /**
   * A watch that is not running.
   *
   * @param limitNanos how long nothing may come; 0 for ever
   */
  Standstill(long limitNanos) {
    this.limitNanos = limitNanos;
  }

  /** Runs while something is wanted. */
  void wanted(long nowNanos, boolean anything) {
    if (!anything || limitNanos == 0) {
      dueNanos = OptionalLong.empty();
    } else if (dueNanos.isEmpty()) {
      dueNanos = OptionalLong.of(nowNanos + limitNanos);
    }
  }

  /** Something has come, or it was not the peers' fault. */
  void moved() {
    dueNanos = OptionalLong.empty();
  }

  boolean isDue(long nowNanos) {
    return dueNanos.isPresent() && Nanos.isDue(dueNanos.getAsLong(), nowNanos);
  }

  OptionalLong dueNanos() {
    return dueNanos;
  }
}
