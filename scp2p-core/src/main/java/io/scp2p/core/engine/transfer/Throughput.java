package io.scp2p.core.engine.transfer;

import io.scp2p.core.protocol.MovingEstimate;

/** Bytes a second, smoothed over some four seconds; 0 when nothing has come for ten. */
final class Throughput {
  /** Shorter ones would show single chunks; with a weight of 1/8 this smooths over 4 s. */
  static final long SLOT_NANOS = 500_000_000;

  /** So many empty slots in a row, and nothing flows. */
  static final int QUIET_SLOTS = 20;

  private static final long SLOTS_PER_SECOND = 1_000_000_000 / SLOT_NANOS;

  private MovingEstimate estimate = new MovingEstimate();
  private boolean running;
  private long slotStartNanos;
  private long inSlot;
  private int emptySlots;

  void add(long nowNanos, long bytes) {
    advance(nowNanos);
    if (!running) {
      running = true;
      slotStartNanos = nowNanos;
    }
    inSlot += bytes;
  }

  long perSecond(long nowNanos) {
    advance(nowNanos);
    return estimate.mean();
  }

  /** Whether time alone may still change the figure. */
  boolean isRunning() {
    return running;
  }

  void stop() {
    running = false;
    inSlot = 0;
    emptySlots = 0;
    estimate = new MovingEstimate();
  }

  private void advance(long nowNanos) {
    while (running && nowNanos - slotStartNanos >= SLOT_NANOS) {
      emptySlots = inSlot == 0 ? emptySlots + 1 : 0;
      if (emptySlots >= QUIET_SLOTS) {
        stop();
      } else {
        estimate.sample(Math.min(inSlot, Long.MAX_VALUE / SLOTS_PER_SECOND) * SLOTS_PER_SECOND);
        inSlot = 0;
        slotStartNanos += SLOT_NANOS;
      }
    }
  }
}
