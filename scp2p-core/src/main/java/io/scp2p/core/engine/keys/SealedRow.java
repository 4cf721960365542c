package io.scp2p.core.engine.keys;

import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.core.crypto.AuthenticationException;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.XChaCha20Poly1305;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A secret under a key: a random nonce, then XChaCha20-Poly1305. What stands beside it, and in
 * which row, is authenticated with it, so that rows cannot be exchanged.
 */
final class SealedRow {
  private static final byte[] DOMAIN = "scp2p key-ring v1".getBytes(StandardCharsets.US_ASCII);

  private SealedRow() {}

  static byte[] seal(
      SecretBytes key, SecretBytes secret, Entropy entropy, byte[] row, byte[] beside) {
    byte[] nonce = entropy.bytes(XChaCha20Poly1305.NONCE_BYTES);
    byte[] raw = secret.export(SecretAccess.iWillProtectTheExportedSecret());
    try {
      byte[] sealed = XChaCha20Poly1305.seal(key, nonce, associated(row, beside), raw);
      return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  static SecretBytes open(SecretBytes key, byte[] sealed, byte[] row, byte[] beside)
      throws AuthenticationException {
    if (sealed.length < XChaCha20Poly1305.NONCE_BYTES) {
      throw new IllegalArgumentException("a sealed row of " + sealed.length + " bytes");
    }
    byte[] nonce = Arrays.copyOf(sealed, XChaCha20Poly1305.NONCE_BYTES);
    byte[] ciphertext = Arrays.copyOfRange(sealed, XChaCha20Poly1305.NONCE_BYTES, sealed.length);
    byte[] raw = XChaCha20Poly1305.open(key, nonce, associated(row, beside), ciphertext);
    try {
      return SecretBytes.copyOf(raw);
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  private static byte[] associated(byte[] row, byte[] beside) {
    return ByteBuffer.allocate(DOMAIN.length + 1 + Integer.BYTES + row.length + beside.length)
        .put(DOMAIN)
        .put((byte) 0)
        .putInt(row.length)
        .put(row)
        .put(beside)
        .array();
  }
}
