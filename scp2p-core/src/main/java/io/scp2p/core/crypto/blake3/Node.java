package io.scp2p.core.crypto.blake3;

import static io.scp2p.core.crypto.blake3.Blake3Spec.BLOCK_BYTES;
import static io.scp2p.core.crypto.blake3.Blake3Spec.OUT_BYTES;
import static io.scp2p.core.crypto.blake3.Blake3Spec.PARENT;
import static io.scp2p.core.crypto.blake3.Blake3Spec.ROOT;
import static io.scp2p.core.crypto.blake3.Blake3Spec.VALUE_WORDS;

/**
 * A vertex of the hash tree just before its last compression. Whether it is the root decides how
 * that compression goes, and nobody knows before the input has ended.
 */
final class Node {
  private final int[] values;
  private final int[] block;
  private final long counter;
  private final int blockBytes;
  private final int flags;

  /** Takes the arrays over. */
  Node(int[] values, int[] block, long counter, int blockBytes, int flags) {
    this.values = values;
    this.block = block;
    this.counter = counter;
    this.blockBytes = blockBytes;
    this.flags = flags;
  }

  /** The parent of two chaining values that lie one after the other in {@code children}. */
  static Node parent(HashMode mode, int[] children, int at) {
    int[] block = new int[2 * VALUE_WORDS];
    System.arraycopy(children, at, block, 0, block.length);
    return new Node(mode.key, block, 0, BLOCK_BYTES, PARENT | mode.flags);
  }

  void chainingValue(int[] out, int at) {
    ScalarCompression.compress(values, 0, block, 0, counter, blockBytes, flags, out, at);
  }

  /** The hash, if this is the root: as many bytes as asked for. */
  byte[] rootHash(int outBytes) {
    if (outBytes == OUT_BYTES) {
      int[] words = new int[VALUE_WORDS];
      // The root's counter numbers blocks of output, so it is 0 here whatever the node's own is.
      ScalarCompression.compress(values, 0, block, 0, 0, blockBytes, flags | ROOT, words, 0);
      return Blake3Spec.bytes(words);
    }
    byte[] out = new byte[outBytes];
    byte[] one = new byte[BLOCK_BYTES];
    for (int at = 0; at < outBytes; at += Math.min(BLOCK_BYTES, outBytes - at)) {
      int[] words =
          WideCompression.compress(values, block, at / BLOCK_BYTES, blockBytes, flags | ROOT);
      for (int i = 0; i < words.length; i++) {
        Blake3Spec.put(one, 4 * i, words[i]);
      }
      System.arraycopy(one, 0, out, at, Math.min(BLOCK_BYTES, outBytes - at));
    }
    return out;
  }
}
