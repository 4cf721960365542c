package io.scp2p.core.crypto;

import io.scp2p.api.spi.Entropy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Our own format for a secret under a passphrase. It says how to open itself, so that parameters
 * can grow with machines while old files stay readable:
 *
 * <pre>
 * offset  bytes
 *      0      1  version, 1: Argon2id 1.3 and XChaCha20-Poly1305
 *      1      1  lanes
 *      2      2  passes, big-endian
 *      4      4  memory in KiB, big-endian
 *      8     16  salt
 *     24     24  nonce
 *     48      …  ciphertext and tag
 * </pre>
 *
 * <p>The associated data is {@code "scp2p sealed-secret"}, a zero byte, the purpose's label, a zero
 * byte, and the 48 bytes of the header: neither what the secret is for nor what it cost to guess
 * can be changed. Everything here is safe to call from any thread.
 */
public final class SealedSecret {
  static final byte VERSION = 1;
  static final int HEADER_BYTES = 8 + Argon2id.SALT_BYTES + XChaCha20Poly1305.NONCE_BYTES;

  private static final byte[] DOMAIN = "scp2p sealed-secret".getBytes(StandardCharsets.US_ASCII);

  private SealedSecret() {}

  /** Seals with {@link Argon2Cost#DEFAULT}; takes about half a second, by design. */
  public static byte[] seal(
      SecretPurpose purpose, SecretBytes secret, SecretBytes passphrase, Entropy entropy) {
    return seal(purpose, secret, passphrase, Argon2Cost.DEFAULT, entropy);
  }

  /** Seals at this cost. */
  public static byte[] seal(
      SecretPurpose purpose,
      SecretBytes secret,
      SecretBytes passphrase,
      Argon2Cost cost,
      Entropy entropy) {
    if (secret.length() > EncryptedSecret.MAX_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "a secret has at most " + EncryptedSecret.MAX_SECRET_BYTES + " bytes");
    }
    byte[] salt = entropy.bytes(Argon2id.SALT_BYTES);
    byte[] nonce = entropy.bytes(XChaCha20Poly1305.NONCE_BYTES);
    byte[] header =
        ByteBuffer.allocate(HEADER_BYTES)
            .put(VERSION)
            .put((byte) cost.lanes())
            .putShort((short) cost.passes())
            .putInt(cost.memoryKibibytes())
            .put(salt)
            .put(nonce)
            .array();
    byte[] raw = secret.copy();
    try (SecretBytes key = key(passphrase, salt, cost)) {
      byte[] sealed = XChaCha20Poly1305.seal(key, nonce, associatedData(purpose, header), raw);
      return ByteBuffer.allocate(header.length + sealed.length).put(header).put(sealed).array();
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  /**
   * Opens a sealed secret.
   *
   * @throws MalformedSecretException if the format is unknown, or asks for more memory or time than
   *     {@link Argon2Cost} allows
   * @throws AuthenticationException if the passphrase is wrong, it was sealed for another purpose,
   *     or a byte was changed
   */
  public static SecretBytes open(SecretPurpose purpose, byte[] sealed, SecretBytes passphrase)
      throws MalformedSecretException, AuthenticationException {
    int secretBytes = sealed.length - HEADER_BYTES - XChaCha20Poly1305.TAG_BYTES;
    if (secretBytes < 0 || secretBytes > EncryptedSecret.MAX_SECRET_BYTES) {
      throw new MalformedSecretException("sealed secret of " + sealed.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(sealed);
    byte version = in.get();
    if (version != VERSION) {
      throw new MalformedSecretException("sealed secret of version " + version);
    }
    Argon2Cost cost = cost(in);
    byte[] salt = new byte[Argon2id.SALT_BYTES];
    byte[] nonce = new byte[XChaCha20Poly1305.NONCE_BYTES];
    in.get(salt).get(nonce);
    byte[] header = Arrays.copyOf(sealed, HEADER_BYTES);
    byte[] ciphertext = Arrays.copyOfRange(sealed, HEADER_BYTES, sealed.length);
    try (SecretBytes key = key(passphrase, salt, cost)) {
      return SecretBytes.takeOver(
          XChaCha20Poly1305.open(key, nonce, associatedData(purpose, header), ciphertext));
    }
  }

  private static Argon2Cost cost(ByteBuffer in) throws MalformedSecretException {
    int lanes = Byte.toUnsignedInt(in.get());
    int passes = Short.toUnsignedInt(in.getShort());
    int memoryKibibytes = in.getInt();
    try {
      return new Argon2Cost(memoryKibibytes, passes, lanes);
    } catch (IllegalArgumentException e) {
      throw new MalformedSecretException("Argon2 cost out of bounds: " + e.getMessage());
    }
  }

  private static SecretBytes key(SecretBytes passphrase, byte[] salt, Argon2Cost cost) {
    return Argon2id.derive(passphrase, salt, cost, XChaCha20Poly1305.KEY_BYTES);
  }

  private static byte[] associatedData(SecretPurpose purpose, byte[] header) {
    byte[] label = purpose.label();
    return ByteBuffer.allocate(DOMAIN.length + label.length + header.length + 2)
        .put(DOMAIN)
        .put((byte) 0)
        .put(label)
        .put((byte) 0)
        .put(header)
        .array();
  }
}
