package io.scp2p.core.crypto;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.blake3.Blake3;
import java.util.Arrays;

/**
 * The encrypted secret of section 18.3, as the reference stores it: XChaCha20-Poly1305 without
 * associated data, under a key from a passphrase (PBKDF2) or from the node's seed (BLAKE3).
 *
 * <p>Nothing in it says which of the two it is, or what the secret is for; that comes from where it
 * was found. For import, and for stores that the reference shall read. What we protect ourselves is
 * a {@link SealedSecret}. Immutable.
 */
public final class EncryptedSecret {
  public static final int SALT_BYTES = 16;
  public static final int NONCE_BYTES = XChaCha20Poly1305.NONCE_BYTES;

  /** Ours: the longest secret we store is far shorter. */
  public static final int MAX_SECRET_BYTES = 4096;

  /** Section 1.3. */
  static final String PUBLISHER_CONTEXT = "scp2p publisher-identity v1";

  private static final byte[] NO_ASSOCIATED_DATA = {};

  private final byte[] salt;
  private final byte[] nonce;
  private final byte[] ciphertext;

  private EncryptedSecret(byte[] salt, byte[] nonce, byte[] ciphertext) {
    this.salt = salt;
    this.nonce = nonce;
    this.ciphertext = ciphertext;
  }

  /**
   * Puts a stored one together again.
   *
   * @throws MalformedSecretException if a part has an impossible length
   */
  public static EncryptedSecret of(byte[] salt, byte[] nonce, byte[] ciphertext)
      throws MalformedSecretException {
    if (salt.length != SALT_BYTES || nonce.length != NONCE_BYTES) {
      throw new MalformedSecretException("salt or nonce of an encrypted secret has a wrong length");
    }
    int secretBytes = ciphertext.length - XChaCha20Poly1305.TAG_BYTES;
    if (secretBytes < 0 || secretBytes > MAX_SECRET_BYTES) {
      throw new MalformedSecretException("ciphertext of " + ciphertext.length + " bytes");
    }
    return new EncryptedSecret(salt.clone(), nonce.clone(), ciphertext.clone());
  }

  /** Encrypts under a passphrase; takes a good part of a second, by design. */
  public static EncryptedSecret underPassphrase(
      SecretBytes secret, SecretBytes passphrase, Entropy entropy) {
    byte[] salt = entropy.bytes(SALT_BYTES);
    try (SecretBytes key = passphraseKey(passphrase, salt)) {
      return seal(key, salt, secret, entropy);
    }
  }

  /** Encrypts under the node's seed, with a salt of zeros. */
  public static EncryptedSecret underNodeKey(
      SecretBytes secret, SigningKey nodeKey, Entropy entropy) {
    try (SecretBytes key = publisherIdentityKey(nodeKey)) {
      return seal(key, new byte[SALT_BYTES], secret, entropy);
    }
  }

  /**
   * Decrypts what {@link #underPassphrase} encrypted.
   *
   * @throws AuthenticationException if the passphrase is wrong or a byte was changed
   */
  public SecretBytes openWithPassphrase(SecretBytes passphrase) throws AuthenticationException {
    try (SecretBytes key = passphraseKey(passphrase, salt)) {
      return open(key);
    }
  }

  /**
   * Decrypts what {@link #underNodeKey} encrypted. The salt takes no part in it.
   *
   * @throws AuthenticationException if it was another node's or a byte was changed
   */
  public SecretBytes openWithNodeKey(SigningKey nodeKey) throws AuthenticationException {
    try (SecretBytes key = publisherIdentityKey(nodeKey)) {
      return open(key);
    }
  }

  public byte[] salt() {
    return salt.clone();
  }

  public byte[] nonce() {
    return nonce.clone();
  }

  /** With the tag at its end. */
  public byte[] ciphertext() {
    return ciphertext.clone();
  }

  @Override
  public String toString() {
    return "EncryptedSecret[" + ciphertext.length + " bytes]";
  }

  static SecretBytes publisherIdentityKey(SigningKey nodeKey) {
    try (SecretBytes seed = nodeKey.seed()) {
      byte[] raw = seed.copy();
      try {
        return SecretBytes.takeOver(Blake3.deriveKey(PUBLISHER_CONTEXT, raw));
      } finally {
        Arrays.fill(raw, (byte) 0);
      }
    }
  }

  private static SecretBytes passphraseKey(SecretBytes passphrase, byte[] salt) {
    return Pbkdf2.derive(passphrase, salt, Pbkdf2.ITERATIONS, XChaCha20Poly1305.KEY_BYTES);
  }

  private static EncryptedSecret seal(
      SecretBytes key, byte[] salt, SecretBytes secret, Entropy entropy) {
    if (secret.length() > MAX_SECRET_BYTES) {
      throw new IllegalArgumentException("a secret has at most " + MAX_SECRET_BYTES + " bytes");
    }
    byte[] nonce = entropy.bytes(NONCE_BYTES);
    byte[] raw = secret.copy();
    try {
      byte[] sealed = XChaCha20Poly1305.seal(key, nonce, NO_ASSOCIATED_DATA, raw);
      return new EncryptedSecret(salt, nonce, sealed);
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  private SecretBytes open(SecretBytes key) throws AuthenticationException {
    return SecretBytes.takeOver(XChaCha20Poly1305.open(key, nonce, NO_ASSOCIATED_DATA, ciphertext));
  }
}
