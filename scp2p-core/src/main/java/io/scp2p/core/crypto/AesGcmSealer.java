package io.scp2p.core.crypto;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;

/**
 * Encrypts and authenticates with AES-256-GCM under one key.
 *
 * <p>A nonce used twice under one key gives away the difference of the plaintexts and lets anybody
 * forge. So nonces must strictly increase, as big-endian numbers, and one that does not is an
 * {@link IllegalArgumentException}: count them. Two sealers with the same key know nothing of each
 * other, hence a key is for one sealer, or their nonces have different prefixes.
 *
 * <p>Belongs to one thread at a time. Arrays are the fast way; direct buffers cost a copy.
 */
public final class AesGcmSealer implements AutoCloseable {
  public static final int KEY_BYTES = AesGcm.KEY_BYTES;
  public static final int NONCE_BYTES = AesGcm.NONCE_BYTES;

  /** How much longer a ciphertext is than its plaintext. */
  public static final int TAG_BYTES = AesGcm.TAG_BYTES;

  private final AesGcm cipher;
  private final byte[] lastNonce = new byte[NONCE_BYTES];
  private boolean used;

  /**
   * Copies the key, which may be closed afterwards.
   *
   * @throws IllegalArgumentException if it does not have {@link #KEY_BYTES}
   */
  public AesGcmSealer(SecretBytes key) {
    this.cipher = new AesGcm(key);
  }

  /** The ciphertext, followed by the tag, in a new array. */
  public byte[] seal(byte[] nonce, byte[] associatedData, byte[] plaintext) {
    byte[] sealed = new byte[Math.addExact(plaintext.length, TAG_BYTES)];
    seal(nonce, associatedData, plaintext, 0, plaintext.length, sealed, 0);
    return sealed;
  }

  /**
   * Seals a section of an array into another, or into the same one in place.
   *
   * @return the bytes written: {@code length + TAG_BYTES}
   * @throws IndexOutOfBoundsException if the output is too short
   */
  public int seal(
      byte[] nonce,
      byte[] associatedData,
      byte[] plaintext,
      int offset,
      int length,
      byte[] output,
      int outputOffset) {
    Objects.checkFromIndexSize(offset, length, plaintext.length);
    Objects.checkFromIndexSize(outputOffset, Math.addExact(length, TAG_BYTES), output.length);
    begin(nonce, associatedData);
    try {
      return cipher.process(plaintext, offset, length, output, outputOffset);
    } catch (AuthenticationException e) {
      throw new AssertionError("encryption does not authenticate", e);
    }
  }

  /**
   * Seals what remains of the plaintext; both positions move on.
   *
   * @return the bytes written
   * @throws BufferOverflowException if the output has not enough room
   */
  public int seal(byte[] nonce, byte[] associatedData, ByteBuffer plaintext, ByteBuffer output) {
    if (output.remaining() < Math.addExact(plaintext.remaining(), TAG_BYTES)) {
      throw new BufferOverflowException();
    }
    begin(nonce, associatedData);
    try {
      return cipher.process(plaintext, output);
    } catch (AuthenticationException e) {
      throw new AssertionError("encryption does not authenticate", e);
    }
  }

  private void begin(byte[] nonce, byte[] associatedData) {
    AesGcm.checkNonce(nonce);
    if (used && Arrays.compareUnsigned(nonce, lastNonce) <= 0) {
      throw new IllegalArgumentException("a nonce must be greater than the one before");
    }
    cipher.init(Cipher.ENCRYPT_MODE, nonce, associatedData);
    // Before any byte is encrypted: a nonce whose encryption failed half way is spent all the same.
    System.arraycopy(nonce, 0, lastNonce, 0, NONCE_BYTES);
    used = true;
  }

  @Override
  public void close() {
    cipher.close();
  }

  @Override
  public String toString() {
    return "AesGcmSealer[AES-256-GCM]";
  }
}
