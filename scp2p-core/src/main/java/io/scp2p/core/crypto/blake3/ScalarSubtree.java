package io.scp2p.core.crypto.blake3;

import static io.scp2p.core.crypto.blake3.Blake3Spec.BLOCK_BYTES;
import static io.scp2p.core.crypto.blake3.Blake3Spec.CHUNK_END;
import static io.scp2p.core.crypto.blake3.Blake3Spec.CHUNK_START;
import static io.scp2p.core.crypto.blake3.Blake3Spec.INTS;
import static io.scp2p.core.crypto.blake3.Blake3Spec.LEAF_BYTES;
import static io.scp2p.core.crypto.blake3.Blake3Spec.PARENT;
import static io.scp2p.core.crypto.blake3.Blake3Spec.VALUE_WORDS;

/** Subtrees of at most one group, one compression after the other. */
final class ScalarSubtree {
  private static final int BLOCK_WORDS = BLOCK_BYTES / 4;

  private ScalarSubtree() {}

  /** The node over {@code len} bytes, 0 to one group, whose first leaf has the given number. */
  static Node node(HashMode mode, byte[] in, int off, int len, long firstLeaf) {
    if (len <= LEAF_BYTES) {
      return leaf(mode, in, off, len, firstLeaf);
    }
    int leaves = (len + LEAF_BYTES - 1) / LEAF_BYTES;
    int[] values = new int[leaves * VALUE_WORDS];
    int[] message = new int[BLOCK_WORDS];
    int full = len / LEAF_BYTES;
    for (int i = 0; i < full; i++) {
      int at = VALUE_WORDS * i;
      System.arraycopy(mode.key, 0, values, at, VALUE_WORDS);
      for (int b = 0; b < LEAF_BYTES; b += BLOCK_BYTES) {
        read(in, off + i * LEAF_BYTES + b, message);
        int flags = mode.flags;
        flags |= b == 0 ? CHUNK_START : b == LEAF_BYTES - BLOCK_BYTES ? CHUNK_END : 0;
        ScalarCompression.compress(
            values, at, message, 0, firstLeaf + i, BLOCK_BYTES, flags, values, at);
      }
    }
    if (full < leaves) {
      int done = full * LEAF_BYTES;
      leaf(mode, in, off + done, len - done, firstLeaf + full)
          .chainingValue(values, full * VALUE_WORDS);
    }
    return merge(mode, values, leaves);
  }

  /** One leaf of 0 to 1,024 bytes. */
  static Node leaf(HashMode mode, byte[] in, int off, int len, long number) {
    int[] values = mode.key.clone();
    int[] message = new int[BLOCK_WORDS];
    int flags = mode.flags | CHUNK_START;
    int at = off;
    int left = len;
    while (left > BLOCK_BYTES) {
      read(in, at, message);
      ScalarCompression.compress(values, 0, message, 0, number, BLOCK_BYTES, flags, values, 0);
      flags = mode.flags;
      at += BLOCK_BYTES;
      left -= BLOCK_BYTES;
    }
    byte[] last = new byte[BLOCK_BYTES];
    System.arraycopy(in, at, last, 0, left);
    read(last, 0, message);
    return new Node(values, message, number, left, flags | CHUNK_END);
  }

  /**
   * Pairs up {@code count} (at least two) chaining values, over and over, until one node is left.
   */
  static Node merge(HashMode mode, int[] values, int count) {
    int left = count;
    while (left > 2) {
      int pairs = left / 2;
      for (int i = 0; i < pairs; i++) {
        ScalarCompression.compress(
            mode.key,
            0,
            values,
            2 * VALUE_WORDS * i,
            0,
            BLOCK_BYTES,
            PARENT | mode.flags,
            values,
            VALUE_WORDS * i);
      }
      if (left % 2 == 1) {
        System.arraycopy(
            values, VALUE_WORDS * (left - 1), values, VALUE_WORDS * pairs, VALUE_WORDS);
      }
      left = pairs + left % 2;
    }
    return Node.parent(mode, values, 0);
  }

  private static void read(byte[] in, int off, int[] message) {
    for (int i = 0; i < BLOCK_WORDS; i++) {
      message[i] = (int) INTS.get(in, off + 4 * i);
    }
  }
}
