package io.scp2p.core.crypto;

import io.scp2p.core.crypto.blake3.Blake3;
import java.util.Arrays;

/**
 * The session secret of section 4.6. Version 1 of the protocol uses it for nothing, and neither do
 * we: only the vectors need it.
 */
public final class SessionSecret {
  /** Section 1.3. */
  static final String CONTEXT = "scp2p-handshake-session-secret-v1";

  public static final int NONCE_BYTES = 32;

  private SessionSecret() {}

  /** {@code derive_key(context, shared ‖ initiator nonce ‖ responder nonce)}. */
  public static SecretBytes derive(
      SecretBytes shared, byte[] initiatorNonce, byte[] responderNonce) {
    if (shared.length() != EphemeralKey.SHARED_BYTES
        || initiatorNonce.length != NONCE_BYTES
        || responderNonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException("shared secret and nonces have 32 bytes each");
    }
    byte[] raw = shared.copy();
    byte[] material = Arrays.copyOf(raw, raw.length + 2 * NONCE_BYTES);
    try {
      System.arraycopy(initiatorNonce, 0, material, raw.length, NONCE_BYTES);
      System.arraycopy(responderNonce, 0, material, raw.length + NONCE_BYTES, NONCE_BYTES);
      return SecretBytes.takeOver(Blake3.deriveKey(CONTEXT, material));
    } finally {
      Arrays.fill(raw, (byte) 0);
      Arrays.fill(material, (byte) 0);
    }
  }
}
