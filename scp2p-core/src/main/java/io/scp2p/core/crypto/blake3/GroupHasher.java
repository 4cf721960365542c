package io.scp2p.core.crypto.blake3;

import static io.scp2p.core.crypto.blake3.Blake3Spec.GROUP_BYTES;
import static io.scp2p.core.crypto.blake3.Blake3Spec.GROUP_LEAVES;

import java.util.function.IntPredicate;

/** Hashes one group at a time, in lanes where they are worth it. Thread-safe. */
final class GroupHasher {
  /** The one everybody uses; tests make others that never or always use lanes. */
  static final GroupHasher SHARED =
      new GroupHasher(
          LaneGate.SHARED::admits, new LanePool(Runtime.getRuntime().availableProcessors()));

  private final IntPredicate lanesFor;
  private final LanePool pool;

  /** {@code lanesFor} is told the number of bytes about to be hashed. */
  GroupHasher(IntPredicate lanesFor, LanePool pool) {
    this.lanesFor = lanesFor;
    this.pool = pool;
  }

  /** The node over 0 bytes to one group. */
  Node node(HashMode mode, byte[] in, int off, int len, long firstLeaf) {
    if (len < LaneSubtree.MIN_BYTES || !lanesFor.test(len)) {
      return ScalarSubtree.node(mode, in, off, len, firstLeaf);
    }
    LaneSubtree lanes = pool.take();
    try {
      return lanes.node(mode, in, off, len, firstLeaf);
    } finally {
      pool.giveBack(lanes);
    }
  }

  /** The nodes of a chunk in its place and alone, which at the very start are the same. */
  TwinNodes twins(byte[] in, int off, int len, long firstLeaf) {
    if (firstLeaf == 0) {
      Node both = node(HashMode.HASH, in, off, len, 0);
      return new TwinNodes(both, both);
    }
    if (len < LaneSubtree.MIN_BYTES || !lanesFor.test(2 * len)) {
      return new TwinNodes(
          ScalarSubtree.node(HashMode.HASH, in, off, len, firstLeaf),
          ScalarSubtree.node(HashMode.HASH, in, off, len, 0));
    }
    LaneSubtree lanes = pool.take();
    try {
      return lanes.twins(in, off, len, firstLeaf);
    } finally {
      pool.giveBack(lanes);
    }
  }

  /** The root over an input of any length. */
  Node root(HashMode mode, byte[] in, int off, int len) {
    if (len <= GROUP_BYTES) {
      return node(mode, in, off, len, 0);
    }
    SubtreeStack stack = new SubtreeStack(mode);
    for (int done = 0; done < len; done += Math.min(GROUP_BYTES, len - done)) {
      int bytes = Math.min(GROUP_BYTES, len - done);
      stack.push(node(mode, in, off + done, bytes, stack.groups() * GROUP_LEAVES));
    }
    return stack.root();
  }
}
