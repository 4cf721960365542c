package io.scp2p.core.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * One reused JDK cipher for AES-256-GCM: made anew for each message it costs far more than small
 * messages do. {@link AesGcmSealer} and {@link AesGcmOpener} are its two safe faces.
 */
final class AesGcm implements AutoCloseable {
  static final int KEY_BYTES = 32;
  static final int NONCE_BYTES = 12;
  static final int TAG_BYTES = 16;

  private final Cipher cipher;
  private @Nullable SecretKeySpec key;

  AesGcm(SecretBytes secret) {
    if (secret.length() != KEY_BYTES) {
      throw new IllegalArgumentException(
          "an AES-256 key has " + KEY_BYTES + " bytes, not " + secret.length());
    }
    byte[] raw = secret.copy();
    try {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
      key = new SecretKeySpec(raw, "AES");
    } catch (GeneralSecurityException e) {
      throw broken(e);
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  static void checkNonce(byte[] nonce) {
    if (nonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException(
          "a GCM nonce has " + NONCE_BYTES + " bytes, not " + nonce.length);
    }
  }

  void init(int mode, byte[] nonce, byte[] associatedData) {
    if (key == null) {
      throw new IllegalStateException("the cipher was closed");
    }
    try {
      cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
      cipher.updateAAD(associatedData);
    } catch (GeneralSecurityException e) {
      throw broken(e);
    }
  }

  /** The arrays were measured by the caller. */
  int process(byte[] input, int inputOffset, int inputLength, byte[] output, int outputOffset)
      throws AuthenticationException {
    try {
      return cipher.doFinal(input, inputOffset, inputLength, output, outputOffset);
    } catch (AEADBadTagException e) {
      throw new AuthenticationException();
    } catch (GeneralSecurityException e) {
      throw broken(e);
    }
  }

  /** The buffers were measured by the caller. */
  int process(ByteBuffer input, ByteBuffer output) throws AuthenticationException {
    try {
      return cipher.doFinal(input, output);
    } catch (AEADBadTagException e) {
      throw new AuthenticationException();
    } catch (GeneralSecurityException e) {
      throw broken(e);
    }
  }

  /** Lets go of the key. The JDK offers no way to overwrite what the cipher made of it. */
  @Override
  public void close() {
    key = null;
  }

  private static IllegalStateException broken(GeneralSecurityException e) {
    return new IllegalStateException("AES-256-GCM does not work on this Java platform", e);
  }
}
