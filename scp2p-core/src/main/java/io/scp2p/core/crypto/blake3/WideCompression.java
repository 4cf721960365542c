package io.scp2p.core.crypto.blake3;

import static io.scp2p.core.crypto.blake3.Blake3Spec.VALUE_WORDS;

/**
 * The compression function with all sixteen words of output, written as the paper has it. Only long
 * output needs it, and tests compare the unrolled code with it.
 */
final class WideCompression {
  private static final int ROUNDS = 7;
  private static final int[] PERMUTATION = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};

  private WideCompression() {}

  static int[] compress(int[] values, int[] block, long counter, int blockBytes, int flags) {
    int[] v = new int[16];
    System.arraycopy(values, 0, v, 0, VALUE_WORDS);
    System.arraycopy(Blake3Spec.iv(), 0, v, VALUE_WORDS, 4);
    v[12] = (int) counter;
    v[13] = (int) (counter >>> 32);
    v[14] = blockBytes;
    v[15] = flags;
    int[] m = block.clone();
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < 4; i++) {
        mix(v, i, 4 + i, 8 + i, 12 + i, m[2 * i], m[2 * i + 1]);
      }
      for (int i = 0; i < 4; i++) {
        mix(v, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, m[8 + 2 * i], m[9 + 2 * i]);
      }
      int[] permuted = new int[16];
      for (int i = 0; i < 16; i++) {
        permuted[i] = m[PERMUTATION[i]];
      }
      m = permuted;
    }
    for (int i = 0; i < VALUE_WORDS; i++) {
      v[i] ^= v[i + VALUE_WORDS];
      v[i + VALUE_WORDS] ^= values[i];
    }
    return v;
  }

  private static void mix(int[] v, int a, int b, int c, int d, int x, int y) {
    v[a] = v[a] + v[b] + x;
    v[d] = Integer.rotateRight(v[d] ^ v[a], 16);
    v[c] = v[c] + v[d];
    v[b] = Integer.rotateRight(v[b] ^ v[c], 12);
    v[a] = v[a] + v[b] + y;
    v[d] = Integer.rotateRight(v[d] ^ v[a], 8);
    v[c] = v[c] + v[d];
    v[b] = Integer.rotateRight(v[b] ^ v[c], 7);
  }
}
