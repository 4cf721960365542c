package io.scp2p.core.protocol.transfer;

import org.jspecify.annotations.Nullable;

/**
 * Whether to ask a second peer for a chunk that is late: at the end, when there is nothing else to
 * ask for, and for what a reader waits for. Only if the second one is expected to be clearly
 * faster, and only for a small part of all chunks.
 */
final class Hedge {
  /** Duplicates of any content, however small. */
  static final int FREE_DUPLICATES = 2;

  /** Duplicates beyond those: one of so many chunks. */
  static final int DUPLICATE_SHARE = 50;

  /** How much sooner the second must be: 4/3. */
  private static final double ADVANTAGE = 4.0 / 3;

  private final ChunkPicker picker;
  private final SwarmAsks asks;
  private final int maxDuplicates;
  private int duplicates;

  Hedge(int chunkCount, ChunkPicker picker, SwarmAsks asks) {
    this.picker = picker;
    this.asks = asks;
    this.maxDuplicates = FREE_DUPLICATES + chunkCount / DUPLICATE_SHARE;
  }

  /** Whether there may be anything to ask for twice. */
  boolean isTime() {
    return (picker.isExhausted() || picker.hasReaders()) && duplicates < maxDuplicates;
  }

  /** The ask that a peer should overtake, or null. */
  @Nullable Ask choose(long nowNanos, SwarmPeer peer) {
    if (!isTime()) {
      return null;
    }
    Ask latest = null;
    long latestNanos = 0;
    for (Ask ask : asks.view()) {
      if (ask.phase != Ask.Phase.IN_FLIGHT
          || ask.peer == peer
          || !peer.mayHave(picker.partOf(ask.chunk))
          || asks.of(ask.chunk).size() > 1
          || !(picker.isExhausted() || picker.isUrgent(ask.chunk))) {
        continue;
      }
      long leftNanos = leftNanos(nowNanos, ask);
      if (leftNanos > latestNanos
          && (double) leftNanos > ADVANTAGE * (double) peer.state.expectedNanos(ask.bytes)) {
        latest = ask;
        latestNanos = leftNanos;
      }
    }
    return latest;
  }

  /** How long an ask will still take; one that is late is believed to be late as long again. */
  private static long leftNanos(long nowNanos, Ask ask) {
    long leftNanos = ask.expectedAtNanos - nowNanos;
    long lateNanos = Math.max(0, -leftNanos);
    return Math.max(leftNanos, lateNanos);
  }

  void counted() {
    duplicates++;
  }

  int duplicates() {
    return duplicates;
  }
}
