package io.scp2p.core.crypto.blake3;

import static io.scp2p.core.crypto.blake3.Blake3Spec.BLOCK_BYTES;
import static io.scp2p.core.crypto.blake3.Blake3Spec.CHUNK_END;
import static io.scp2p.core.crypto.blake3.Blake3Spec.CHUNK_START;
import static io.scp2p.core.crypto.blake3.Blake3Spec.LEAF_BYTES;
import static io.scp2p.core.crypto.blake3.Blake3Spec.PARENT;
import static io.scp2p.core.crypto.blake3.Blake3Spec.VALUE_WORDS;
import static io.scp2p.core.crypto.blake3.LaneRows.FIRST_COUNTERS;
import static io.scp2p.core.crypto.blake3.LaneRows.FIRST_VALUES;
import static io.scp2p.core.crypto.blake3.LaneRows.MESSAGE;
import static io.scp2p.core.crypto.blake3.LaneRows.SECOND_COUNTERS;
import static io.scp2p.core.crypto.blake3.LaneRows.SECOND_VALUES;
import static io.scp2p.core.crypto.blake3.LaneRows.STRIDE;

import java.util.Arrays;

/**
 * Subtrees of 16 KiB to one group on a {@link LaneKernel}: leaves and wide levels of parents in
 * lanes, the tip scalar. Not thread-safe.
 */
final class LaneSubtree {
  /** With fewer, the scalar core is as fast. */
  static final int MIN_LANES = 16;

  static final int MIN_BYTES = MIN_LANES * LEAF_BYTES;

  private static final int CACHE_LINE_BYTES = 64;

  /**
   * Part of a longer array is likely to come from memory or a far cache: then {@link #touch} gains
   * a fifth. Otherwise it would cost a fiftieth.
   */
  private static final int CACHED_BYTES = 2 * Blake3Spec.GROUP_BYTES;

  private final LaneKernel kernel = new LaneKernel();
  private final int[] narrow = new int[(2 * MIN_LANES - 1) * VALUE_WORDS];

  /** As {@link ScalarSubtree#node}, for at least {@link #MIN_BYTES}. */
  Node node(HashMode mode, byte[] in, int off, int len, long firstLeaf) {
    int lanes = leaves(mode, in, off, len, firstLeaf, false);
    return parents(mode, lanes, true);
  }

  /** The node in its place in the content, and the node of the same bytes alone, in one pass. */
  TwinNodes twins(byte[] in, int off, int len, long firstLeaf) {
    int lanes = leaves(HashMode.HASH, in, off, len, firstLeaf, true);
    Node alone = parents(HashMode.HASH, lanes, false);
    return new TwinNodes(parents(HashMode.HASH, lanes, true), alone);
  }

  /** Leaves the chaining values of all leaves in the rows; answers how many there are. */
  private int leaves(HashMode mode, byte[] in, int off, int len, long firstLeaf, boolean twins) {
    if (in.length > CACHED_BYTES) {
      // Scratch as yet; stored only so that the reads have a use.
      narrow[0] = touch(in, off, len);
    }
    kernel.nextGroup();
    int full = len / LEAF_BYTES;
    start(mode, FIRST_VALUES, FIRST_COUNTERS, full, (int) firstLeaf, 1);
    if (twins) {
      start(mode, SECOND_VALUES, SECOND_COUNTERS, full, 0, 1);
    }
    // No carry from the low word: a group starts at a multiple of 256 leaves.
    int counterHigh = (int) (firstLeaf >>> 32);
    for (int b = 0; b < LEAF_BYTES; b += BLOCK_BYTES) {
      int flags = mode.flags;
      flags |= b == 0 ? CHUNK_START : b == LEAF_BYTES - BLOCK_BYTES ? CHUNK_END : 0;
      kernel.message(in, off + b, full);
      kernel.compressFirst(full, counterHigh, BLOCK_BYTES, flags);
      if (twins) {
        kernel.compressSecond(full, 0, BLOCK_BYTES, flags);
      }
    }
    int done = full * LEAF_BYTES;
    if (done == len) {
      return full;
    }
    put(ScalarSubtree.leaf(mode, in, off + done, len - done, firstLeaf + full), FIRST_VALUES, full);
    if (twins) {
      put(ScalarSubtree.leaf(mode, in, off + done, len - done, full), SECOND_VALUES, full);
    }
    return full + 1;
  }

  /** Merges the values of a set, level by level; an odd one out moves up unchanged. */
  private Node parents(HashMode mode, int lanes, boolean first) {
    int[] w = kernel.words;
    int column = kernel.column();
    int values = first ? FIRST_VALUES : SECOND_VALUES;
    int flags = PARENT | mode.flags;
    int left = lanes;
    while (left / 2 >= MIN_LANES) {
      int pairs = left / 2;
      for (int i = 0; i < VALUE_WORDS; i++) {
        pairUp(w, values + i * STRIDE + column, MESSAGE + i * STRIDE + column, pairs);
      }
      if (first) {
        start(mode, FIRST_VALUES, FIRST_COUNTERS, pairs, 0, 0);
        kernel.compressFirst(pairs, 0, BLOCK_BYTES, flags);
      } else {
        start(mode, SECOND_VALUES, SECOND_COUNTERS, pairs, 0, 0);
        kernel.compressSecond(pairs, 0, BLOCK_BYTES, flags);
      }
      if (left % 2 == 1) {
        for (int i = 0; i < VALUE_WORDS; i++) {
          int row = values + i * STRIDE + column;
          w[row + pairs] = w[row + left - 1];
        }
      }
      left = pairs + left % 2;
    }
    for (int l = 0; l < left; l++) {
      for (int i = 0; i < VALUE_WORDS; i++) {
        narrow[VALUE_WORDS * l + i] = w[values + i * STRIDE + column + l];
      }
    }
    return ScalarSubtree.merge(mode, narrow, left);
  }

  /**
   * Reads a byte of every cache line in order, which the processor's prefetcher follows; the lanes'
   * own reads, 1,024 bytes apart, it does not.
   */
  private static int touch(byte[] in, int off, int len) {
    int sum = 0;
    for (int i = off; i < off + len; i += CACHE_LINE_BYTES) {
      sum += in[i];
    }
    return sum;
  }

  /** One word of left and right children, as words i and i + 8 of the parents' messages. */
  private static void pairUp(int[] w, int from, int to, int pairs) {
    for (int l = 0; l < pairs; l++) {
      w[to + l] = w[from + 2 * l];
      w[to + VALUE_WORDS * STRIDE + l] = w[from + 2 * l + 1];
    }
  }

  private void start(HashMode mode, int values, int counters, int lanes, int counter, int step) {
    int[] w = kernel.words;
    int column = kernel.column();
    for (int i = 0; i < VALUE_WORDS; i++) {
      int at = values + i * STRIDE + column;
      Arrays.fill(w, at, at + lanes, mode.key[i]);
    }
    for (int l = 0; l < lanes; l++) {
      w[counters + column + l] = counter + l * step;
    }
  }

  private void put(Node node, int values, int lane) {
    int[] value = new int[VALUE_WORDS];
    node.chainingValue(value, 0);
    for (int i = 0; i < VALUE_WORDS; i++) {
      kernel.words[values + i * STRIDE + kernel.column() + lane] = value[i];
    }
  }
}
