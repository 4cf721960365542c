package io.scp2p.core.coding;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A few tiles kept for the next call, so that coding small pieces does not mean clearing new arrays
 * each time. Whoever finds the pool empty allocates; whoever finds it full lets go.
 */
final class TilePool {
  /** As many threads as are likely to code at once; no more than this is ever kept. */
  static final int SLOTS = 8;

  /**
   * Longs allocated for a row. With the 16 bytes of an array header that is a multiple of 64 bytes,
   * so rows allocated one after the other are all aligned alike, but not a power of two, which
   * would make them compete for the same cache sets.
   */
  static final int ALLOCATED_ROW_LONGS = TileKernels.ROW_LONGS + 14;

  private final AtomicReferenceArray<long[][]> slots = new AtomicReferenceArray<>(SLOTS);

  /** Returns a tile of at least that many rows, with arbitrary content. */
  long[][] take(int rowCount) {
    for (int slot = 0; slot < SLOTS; slot++) {
      long[][] tile = slots.getAndSet(slot, null);
      if (tile != null && tile.length >= rowCount) {
        return tile; // One that is too small is dropped here and comes back larger.
      }
    }
    return new long[rowCount][ALLOCATED_ROW_LONGS];
  }

  void give(long[][] tile) {
    for (int slot = 0; slot < SLOTS; slot++) {
      if (slots.compareAndSet(slot, null, tile)) {
        return;
      }
    }
  }
}
