package io.scp2p.core.crypto.blake3;

import static io.scp2p.core.crypto.blake3.Blake3Spec.GROUP_BYTES;
import static io.scp2p.core.crypto.blake3.Blake3Spec.LEAF_BYTES;
import static io.scp2p.core.crypto.blake3.Blake3Spec.VALUE_WORDS;

import java.util.Objects;

/**
 * The vertices of the hash tree one by one, for proofs that a part belongs to a whole. A chaining
 * value is not a hash: only {@link #root} binds the place of the whole tree. Thread-safe.
 */
public final class Blake3Tree {
  /** Length of a chaining value. */
  public static final int VALUE_BYTES = VALUE_WORDS * Integer.BYTES;

  /** What one leaf of the tree holds; the last one may hold less. */
  public static final int LEAF_SIZE_BYTES = LEAF_BYTES;

  private Blake3Tree() {}

  /**
   * The chaining value of the subtree over {@code len} bytes, 1 to 256 KiB, whose first leaf has
   * the number {@code firstLeaf} in the whole. The subtree must be one of the whole tree: {@code
   * firstLeaf} is a multiple of its number of leaves rounded up to a power of two.
   */
  public static byte[] subtree(byte[] in, int off, int len, long firstLeaf) {
    checkSubtree(in, off, len, firstLeaf);
    return value(GroupHasher.SHARED.node(HashMode.HASH, in, off, len, firstLeaf));
  }

  /**
   * The chaining value of a subtree, and the hash of the same bytes alone.
   *
   * @param value as {@link #subtree} says
   * @param hash as {@link Blake3#hash(byte[], int, int)} says
   */
  @SuppressWarnings("ArrayRecordComponent") // Passed on at once; nobody compares them.
  public record Twins(byte[] value, byte[] hash) {}

  /** Both in one pass over the bytes, which costs less than two. */
  public static Twins twins(byte[] in, int off, int len, long firstLeaf) {
    checkSubtree(in, off, len, firstLeaf);
    TwinNodes nodes = GroupHasher.SHARED.twins(in, off, len, firstLeaf);
    return new Twins(value(nodes.inContent()), nodes.alone().rootHash(Blake3.HASH_BYTES));
  }

  private static void checkSubtree(byte[] in, int off, int len, long firstLeaf) {
    Objects.checkFromIndexSize(off, len, in.length);
    if (len < 1 || len > GROUP_BYTES) {
      throw new IllegalArgumentException("a subtree has 1 to 262144 bytes here, not " + len);
    }
    int leaves = (len + LEAF_BYTES - 1) / LEAF_BYTES;
    long span = leaves == 1 ? 1 : 2L * Integer.highestOneBit(leaves - 1);
    if (firstLeaf % span != 0) {
      throw new IllegalArgumentException("no subtree of " + leaves + " leaves at " + firstLeaf);
    }
  }

  /** The chaining value of the parent of two subtrees. */
  public static byte[] parent(byte[] left, byte[] right) {
    return value(node(left, right));
  }

  private static byte[] value(Node node) {
    int[] value = new int[VALUE_WORDS];
    node.chainingValue(value, 0);
    return Blake3Spec.bytes(value);
  }

  /** The hash of the whole, from the two subtrees below its root. */
  public static byte[] root(byte[] left, byte[] right) {
    return node(left, right).rootHash(Blake3.HASH_BYTES);
  }

  private static Node node(byte[] left, byte[] right) {
    int[] children = new int[2 * VALUE_WORDS];
    System.arraycopy(words(left), 0, children, 0, VALUE_WORDS);
    System.arraycopy(words(right), 0, children, VALUE_WORDS, VALUE_WORDS);
    return Node.parent(HashMode.HASH, children, 0);
  }

  private static int[] words(byte[] value) {
    if (value.length != VALUE_BYTES) {
      throw new IllegalArgumentException("a chaining value has 32 bytes, not " + value.length);
    }
    return Blake3Spec.words(value);
  }
}
