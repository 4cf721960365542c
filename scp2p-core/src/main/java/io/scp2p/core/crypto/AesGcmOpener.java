package io.scp2p.core.crypto;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;

/**
 * Opens what {@link AesGcmSealer} sealed, in any order. Nothing of a plaintext is returned before
 * its tag was checked; after a failure the output range holds zeros.
 *
 * <p>Belongs to one thread at a time. Arrays are the fast way; direct buffers cost a copy.
 */
public final class AesGcmOpener implements AutoCloseable {
  private static final int TAG_BYTES = AesGcm.TAG_BYTES;

  private final AesGcm cipher;

  /**
   * Copies the key, which may be closed afterwards.
   *
   * @throws IllegalArgumentException if it does not have {@link AesGcmSealer#KEY_BYTES}
   */
  public AesGcmOpener(SecretBytes key) {
    this.cipher = new AesGcm(key);
  }

  /** The plaintext in a new array. */
  public byte[] open(byte[] nonce, byte[] associatedData, byte[] sealed)
      throws AuthenticationException {
    byte[] plaintext = new byte[Math.max(0, sealed.length - TAG_BYTES)];
    open(nonce, associatedData, sealed, 0, sealed.length, plaintext, 0);
    return plaintext;
  }

  /**
   * Opens a section of an array into another, or into the same one in place.
   *
   * @return the bytes written: {@code length - TAG_BYTES}
   * @throws AuthenticationException if it is forged, damaged or shorter than a tag
   * @throws IndexOutOfBoundsException if the output is too short
   */
  public int open(
      byte[] nonce,
      byte[] associatedData,
      byte[] sealed,
      int offset,
      int length,
      byte[] output,
      int outputOffset)
      throws AuthenticationException {
    Objects.checkFromIndexSize(offset, length, sealed.length);
    AesGcm.checkNonce(nonce);
    int plaintextLength = plaintextLength(length);
    Objects.checkFromIndexSize(outputOffset, plaintextLength, output.length);
    cipher.init(Cipher.DECRYPT_MODE, nonce, associatedData);
    try {
      return cipher.process(sealed, offset, length, output, outputOffset);
    } catch (AuthenticationException e) {
      Arrays.fill(output, outputOffset, outputOffset + plaintextLength, (byte) 0);
      throw e;
    }
  }

  /**
   * Opens what remains of the buffer. Both positions move on, or, after a failure, stay.
   *
   * @return the bytes written
   * @throws AuthenticationException if it is forged, damaged or shorter than a tag
   * @throws BufferOverflowException if the output has not enough room
   */
  public int open(byte[] nonce, byte[] associatedData, ByteBuffer sealed, ByteBuffer output)
      throws AuthenticationException {
    AesGcm.checkNonce(nonce);
    int plaintextLength = plaintextLength(sealed.remaining());
    if (output.remaining() < plaintextLength) {
      throw new BufferOverflowException();
    }
    int sealedStart = sealed.position();
    int outputStart = output.position();
    cipher.init(Cipher.DECRYPT_MODE, nonce, associatedData);
    try {
      return cipher.process(sealed, output);
    } catch (AuthenticationException e) {
      // JDK 17 leaves both buffers like this by itself; nothing promises that the next one will.
      for (int i = 0; i < plaintextLength; i++) {
        output.put(outputStart + i, (byte) 0);
      }
      sealed.position(sealedStart);
      output.position(outputStart);
      throw e;
    }
  }

  private static int plaintextLength(int sealedLength) throws AuthenticationException {
    if (sealedLength < TAG_BYTES) {
      throw new AuthenticationException();
    }
    return sealedLength - TAG_BYTES;
  }

  @Override
  public void close() {
    cipher.close();
  }

  @Override
  public String toString() {
    return "AesGcmOpener[AES-256-GCM]";
  }
}
