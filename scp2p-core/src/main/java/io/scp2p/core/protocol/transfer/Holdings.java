package io.scp2p.core.protocol.transfer;

import java.util.BitSet;

/**
 * Which parts of a content somebody holds. A part is a chunk, or of large contents so many of them
 * that there are at most {@value #MAX_PARTS} parts: what is known of a peer stays small.
 */
public final class Holdings {
  /** Parts of a content at most: 8 KiB of bits for each peer. */
  public static final int MAX_PARTS = 65_536;

  private final int chunkCount;
  private final BitSet parts;

  private Holdings(int chunkCount, BitSet parts) {
    this.chunkCount = chunkCount;
    this.parts = parts;
  }

  /** From what a peer says; bits beyond the last part are cut off. */
  public static Holdings ofParts(int chunkCount, BitSet claimed) {
    int count = partCount(chunkCount);
    return new Holdings(chunkCount, claimed.get(0, count));
  }

  /** Of the chunks that are stored, the parts that are complete: what we tell others. */
  public static Holdings ofChunks(int chunkCount, BitSet stored) {
    int shift = shift(chunkCount);
    BitSet parts = new BitSet(partCount(chunkCount));
    for (int part = 0; part < partCount(chunkCount); part++) {
      int first = part << shift;
      int end = Math.min(chunkCount, first + (1 << shift));
      parts.set(part, stored.nextClearBit(first) >= end);
    }
    return new Holdings(chunkCount, parts);
  }

  /** How many parts a content of so many chunks has. */
  public static int partCount(int chunkCount) {
    return chunkCount == 0 ? 0 : ((chunkCount - 1) >>> shift(chunkCount)) + 1;
  }

  /** Chunks in a part, as a power of two. */
  static int shift(int chunkCount) {
    int shift = 0;
    while (chunkCount > 0 && ((chunkCount - 1) >>> shift) >= MAX_PARTS) {
      shift++;
    }
    return shift;
  }

  /** Whether every part is there. */
  public boolean isComplete() {
    return parts.cardinality() == partCount(chunkCount);
  }

  /** The parts that are there; a copy. */
  public BitSet parts() {
    return (BitSet) parts.clone();
  }

  int chunkCount() {
    return chunkCount;
  }
}
