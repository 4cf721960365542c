package io.scp2p.core.crypto.blake3;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The numbers of the BLAKE3 paper, and the size of a group. */
final class Blake3Spec {
  static final int OUT_BYTES = 32;
  static final int KEY_BYTES = 32;
  static final int BLOCK_BYTES = 64;
  static final int LEAF_BYTES = 1024;

  /** Words of a chaining value. */
  static final int VALUE_WORDS = 8;

  /** Leaves hashed side by side: a group is one 256 KiB chunk of section 1.2. */
  static final int GROUP_LEAVES = 256;

  static final int GROUP_BYTES = GROUP_LEAVES * LEAF_BYTES;

  static final int CHUNK_START = 1;
  static final int CHUNK_END = 1 << 1;
  static final int PARENT = 1 << 2;
  static final int ROOT = 1 << 3;
  static final int KEYED_HASH = 1 << 4;
  static final int DERIVE_KEY_CONTEXT = 1 << 5;
  static final int DERIVE_KEY_MATERIAL = 1 << 6;

  static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Blake3Spec() {}

  /** The initial value, which is SHA-256's. */
  static int[] iv() {
    return new int[] {
      0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
      0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19
    };
  }

  static int[] words(byte[] bytes32) {
    int[] words = new int[VALUE_WORDS];
    for (int i = 0; i < VALUE_WORDS; i++) {
      words[i] = (int) INTS.get(bytes32, 4 * i);
    }
    return words;
  }

  static byte[] bytes(int[] words) {
    byte[] bytes = new byte[OUT_BYTES];
    for (int i = 0; i < VALUE_WORDS; i++) {
      put(bytes, 4 * i, words[i]);
    }
    return bytes;
  }

  /**
   * Byte by byte. Written as ints through a view, a fresh array is left full of zeros by the better
   * compiler of JDK 17 (17.0.15 at least) once that has compiled the loop together with its caller:
   * {@code CompiledHashTest}.
   */
  static void put(byte[] out, int at, int word) {
    out[at] = (byte) word;
    out[at + 1] = (byte) (word >>> 8);
    out[at + 2] = (byte) (word >>> 16);
    out[at + 3] = (byte) (word >>> 24);
  }
}
