package io.scp2p.core.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.ChaChaEngine;

/** The step that stretches the nonce of ChaCha20 (draft-irtf-cfrg-xchacha-03 section 2.2). */
final class HChaCha20 {
  static final int NONCE_BYTES = 16;

  private static final int ROUNDS = 20;
  private static final int WORDS = 16;
  private static final int KEY_WORD = 4;
  private static final int NONCE_WORD = 12;

  /** "expand 32-byte k", as ChaCha20 has it. */
  private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

  private HChaCha20() {}

  /** A 32-byte subkey, which the caller wipes; so does it with {@code key}. */
  static byte[] subkey(byte[] key, byte[] nonce) {
    int[] state = Arrays.copyOf(CONSTANTS, WORDS);
    littleEndian(key).asIntBuffer().get(state, KEY_WORD, NONCE_WORD - KEY_WORD);
    littleEndian(nonce).asIntBuffer().get(state, NONCE_WORD, WORDS - NONCE_WORD);
    int[] permuted = new int[WORDS];
    ChaChaEngine.chachaCore(ROUNDS, state, permuted);
    // The block function ends by adding its input; the permutation alone is wanted here.
    byte[] subkey = new byte[key.length];
    ByteBuffer words = littleEndian(subkey);
    for (int i = 0; i < KEY_WORD; i++) {
      words.putInt(permuted[i] - state[i]);
    }
    for (int i = NONCE_WORD; i < WORDS; i++) {
      words.putInt(permuted[i] - state[i]);
    }
    Arrays.fill(state, 0);
    Arrays.fill(permuted, 0);
    return subkey;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
