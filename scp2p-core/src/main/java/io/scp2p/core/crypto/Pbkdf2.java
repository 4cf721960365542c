package io.scp2p.core.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * PBKDF2 with HMAC-SHA-256 (RFC 8018), for secrets that the reference implementation wrote (section
 * 18.3). New secrets use {@link Argon2id}.
 *
 * <p>Written over {@link Mac} because the JDK's own factory takes characters and not the bytes that
 * the specification talks about.
 */
public final class Pbkdf2 {
  /** Section 18.3. */
  public static final int ITERATIONS = 600_000;

  private Pbkdf2() {}

  /** Derives {@code length} bytes; takes time proportional to the iterations, by design. */
  public static SecretBytes derive(
      SecretBytes passphrase, byte[] salt, int iterations, int length) {
    if (iterations < 1 || length < 1) {
      throw new IllegalArgumentException(iterations + " iterations, " + length + " bytes");
    }
    byte[] raw = passphrase.copy();
    byte[] output = new byte[length];
    try {
      Mac mac = HmacSha256.keyed(raw);
      for (int block = 0; block * HmacSha256.BYTES < length; block++) {
        byte[] sum = block(mac, salt, iterations, block + 1);
        int offset = block * HmacSha256.BYTES;
        System.arraycopy(sum, 0, output, offset, Math.min(sum.length, length - offset));
        Arrays.fill(sum, (byte) 0);
      }
      return SecretBytes.takeOver(output);
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  private static byte[] block(Mac mac, byte[] salt, int iterations, int number) {
    mac.update(salt);
    byte[] round = mac.doFinal(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    byte[] sum = round.clone();
    try {
      for (int i = 1; i < iterations; i++) {
        mac.update(round);
        mac.doFinal(round, 0);
        for (int j = 0; j < sum.length; j++) {
          sum[j] ^= round[j];
        }
      }
      return sum;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("an HMAC did not fit the array of its own length", e);
    } finally {
      Arrays.fill(round, (byte) 0);
    }
  }
}
