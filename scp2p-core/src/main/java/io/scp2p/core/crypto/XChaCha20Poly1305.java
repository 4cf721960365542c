package io.scp2p.core.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03): secrets at rest (section 1.1). Its nonce is long
 * enough to be drawn at random, so there is no counter to get wrong; bulk data goes to {@link
 * AesGcmSealer}, which is many times faster. Safe to call from any thread.
 */
public final class XChaCha20Poly1305 {
  public static final int KEY_BYTES = 32;
  public static final int NONCE_BYTES = 24;

  /** How much longer a ciphertext is than its plaintext. */
  public static final int TAG_BYTES = 16;

  private static final int INNER_NONCE_BYTES = 12;
  private static final int INNER_NONCE_ZEROS = 4;

  private XChaCha20Poly1305() {}

  /**
   * The ciphertext, followed by the tag.
   *
   * @param nonce random, and never used before under this key
   */
  public static byte[] seal(
      SecretBytes key, byte[] nonce, byte[] associatedData, byte[] plaintext) {
    byte[] sealed = new byte[Math.addExact(plaintext.length, TAG_BYTES)];
    try {
      run(true, key, nonce, associatedData, plaintext, sealed);
      return sealed;
    } catch (InvalidCipherTextException e) {
      throw new AssertionError("encryption does not authenticate", e);
    }
  }

  /**
   * The plaintext.
   *
   * @throws AuthenticationException if it is forged, damaged or shorter than a tag
   */
  public static byte[] open(SecretBytes key, byte[] nonce, byte[] associatedData, byte[] sealed)
      throws AuthenticationException {
    if (sealed.length < TAG_BYTES) {
      throw new AuthenticationException();
    }
    byte[] plaintext = new byte[sealed.length - TAG_BYTES];
    try {
      run(false, key, nonce, associatedData, sealed, plaintext);
      return plaintext;
    } catch (InvalidCipherTextException e) {
      Arrays.fill(plaintext, (byte) 0); // It decrypts before it checks.
      throw new AuthenticationException();
    }
  }

  private static void run(
      boolean encrypt,
      SecretBytes key,
      byte[] nonce,
      byte[] associatedData,
      byte[] input,
      byte[] output)
      throws InvalidCipherTextException {
    if (key.length() != KEY_BYTES || nonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException("a key has 32 bytes and a nonce 24");
    }
    byte[] raw = key.copy();
    byte[] subkey = HChaCha20.subkey(raw, Arrays.copyOf(nonce, HChaCha20.NONCE_BYTES));
    byte[] innerNonce = new byte[INNER_NONCE_BYTES];
    System.arraycopy(
        nonce,
        HChaCha20.NONCE_BYTES,
        innerNonce,
        INNER_NONCE_ZEROS,
        NONCE_BYTES - HChaCha20.NONCE_BYTES);
    try {
      ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
      KeyParameter parameter = new KeyParameter(subkey);
      cipher.init(
          encrypt,
          new AEADParameters(parameter, TAG_BYTES * Byte.SIZE, innerNonce, associatedData));
      int written = cipher.processBytes(input, 0, input.length, output, 0);
      cipher.doFinal(output, written);
    } finally {
      Arrays.fill(raw, (byte) 0);
      Arrays.fill(subkey, (byte) 0);
    }
  }
}
