package io.scp2p.core.engine.transfer;

/** Bytes a second, smoothed over some four seconds; 0 when nothing has come for ten. */
final class Throughput {
  /** Shorter ones would show single chunks; with a weight of 1/8 this smooths over 4 s. */
  static final long SLOT_NANOS = 500_000_000;

  /** Slots that count alike at the beginning; then each is worth 1/8. */
  static final int PLAIN_SLOTS = 8;

  /**
   * Slots with bytes before the figure tells a time to the end: the first may hold one small file,
   * and an estimate from that is days.
   */
  static final int SETTLED_SLOTS = 3;

  /** So many empty slots in a row, and nothing flows. */
  static final int QUIET_SLOTS = 20;

  private static final long SLOTS_PER_SECOND = 1_000_000_000 / SLOT_NANOS;

  private double mean;
  private int slots;
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
    return (long) mean;
  }

  /** Whether the figure is good enough to tell the future from. */
  boolean isSettled() {
    return slots >= SETTLED_SLOTS;
  }

  /** Whether time alone may still change the figure. */
  boolean isRunning() {
    return running;
  }

  void stop() {
    running = false;
    inSlot = 0;
    emptySlots = 0;
    mean = 0;
    slots = 0;
  }

  private void advance(long nowNanos) {
    while (running && nowNanos - slotStartNanos >= SLOT_NANOS) {
      emptySlots = inSlot == 0 ? emptySlots + 1 : 0;
      if (emptySlots >= QUIET_SLOTS) {
        stop();
      } else {
        sample((double) inSlot * SLOTS_PER_SECOND);
        inSlot = 0;
        slotStartNanos += SLOT_NANOS;
      }
    }
  }

  // A wait for peers at the beginning is no pace. A plain mean first: else the first slot, which is
  // the least typical one, would weigh on the figure for seconds.
  private void sample(double perSecond) {
    if (perSecond == 0 && !isSettled()) {
      return;
    }
    slots = Math.min(slots + 1, PLAIN_SLOTS);
    mean += (perSecond - mean) / slots;
  }
}
