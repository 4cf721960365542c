package io.scp2p.core.crypto;

import java.util.Arrays;
import javax.crypto.Mac;

/**
 * HKDF with SHA-256 (RFC 5869): one strong secret in, any number of independent keys out. Not for
 * passphrases, which are weak secrets: see {@link Argon2id}.
 */
public final class Hkdf {
  /** RFC 5869 section 2.3: 255 blocks of the hash. */
  public static final int MAX_OUTPUT_BYTES = 255 * Sha256.BYTES;

  private Hkdf() {}

  /**
   * Extract, then expand.
   *
   * @param secret the input keying material
   * @param salt may be empty
   * @param info says what the key is for; different texts give independent keys
   * @throws IllegalArgumentException if {@code length} is negative or above the maximum
   */
  public static SecretBytes derive(SecretBytes secret, byte[] salt, byte[] info, int length) {
    try (SecretBytes pseudorandomKey = extract(salt, secret)) {
      return expand(pseudorandomKey, info, length);
    }
  }

  static SecretBytes extract(byte[] salt, SecretBytes secret) {
    byte[] raw = secret.copy();
    try {
      return SecretBytes.takeOver(HmacSha256.keyed(salt).doFinal(raw));
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  static SecretBytes expand(SecretBytes pseudorandomKey, byte[] info, int length) {
    if (length < 0 || length > MAX_OUTPUT_BYTES) {
      throw new IllegalArgumentException(length + " bytes asked, at most " + MAX_OUTPUT_BYTES);
    }
    byte[] raw = pseudorandomKey.copy();
    byte[] output = new byte[length];
    byte[] block = new byte[0];
    try {
      Mac mac = HmacSha256.keyed(raw);
      int done = 0;
      for (int counter = 1; done < length; counter++) {
        mac.update(block);
        mac.update(info);
        mac.update((byte) counter);
        Arrays.fill(block, (byte) 0);
        block = mac.doFinal();
        int step = Math.min(block.length, length - done);
        System.arraycopy(block, 0, output, done, step);
        done += step;
      }
      return SecretBytes.takeOver(output);
    } finally {
      Arrays.fill(raw, (byte) 0);
      Arrays.fill(block, (byte) 0);
    }
  }
}
