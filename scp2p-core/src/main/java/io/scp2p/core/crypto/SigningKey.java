package io.scp2p.core.crypto;

import io.scp2p.api.id.CommunityKey;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SecretAccess;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An Ed25519 private key: of a node, a share (its publisher) or a community. It is the 32-byte seed
 * of section 1.1, and its public half is always computed from that, never taken from a file, since
 * a signature under a mismatched half gives the private key away.
 *
 * <p>Closing wipes the seed; the public key stays readable, signing becomes an {@link
 * IllegalStateException}. Safe to share between threads.
 */
public final class SigningKey implements AutoCloseable {
  public static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;

  /** The length of what {@link #deriveKey} returns. */
  public static final int DERIVED_KEY_BYTES = 32;

  private static final byte[] NO_SALT = {};

  private final SecretBytes seed;
  private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];

  private SigningKey(SecretBytes seed) {
    this.seed = seed;
    byte[] raw = seed.copy();
    try {
      Ed25519.generatePublicKey(raw, 0, publicKey, 0);
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  /** A new key. */
  public static SigningKey generate(Entropy entropy) {
    return new SigningKey(SecretBytes.random(SEED_BYTES, entropy));
  }

  /**
   * The key with this seed, of which it keeps a copy of its own.
   *
   * @throws IllegalArgumentException if the seed does not have {@link #SEED_BYTES}
   */
  public static SigningKey ofSeed(SecretBytes seed) {
    if (seed.length() != SEED_BYTES) {
      throw new IllegalArgumentException(
          "a seed has " + SEED_BYTES + " bytes, not " + seed.length());
    }
    return new SigningKey(SecretBytes.takeOver(seed.copy()));
  }

  /** A copy of the public key. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** The public key, if this is a node's. */
  public NodeKey nodeKey() {
    return NodeKey.of(publicKey);
  }

  /** The public key, if this is a share's. */
  public ShareKey shareKey() {
    return ShareKey.of(publicKey);
  }

  /** The public key, if this is a community's. */
  public CommunityKey communityKey() {
    return CommunityKey.of(publicKey);
  }

  /** The 64-byte signature; the same message always gives the same one (RFC 8032). */
  public byte[] sign(byte[] message) {
    byte[] raw = seed.copy();
    try {
      byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
      Ed25519.sign(raw, 0, publicKey, 0, message, 0, message.length, signature, 0);
      return signature;
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  /**
   * A symmetric key that only the owner of this key can have: HKDF-SHA-256 of the seed, without
   * salt. Different domains give independent keys.
   *
   * @param domain what the key is for, such as {@code scp2p vault file-key wrapping v1}
   */
  public SecretBytes deriveKey(String domain) {
    if (domain.isEmpty()) {
      throw new IllegalArgumentException("a derived key has a domain");
    }
    return Hkdf.derive(seed, NO_SALT, domain.getBytes(StandardCharsets.UTF_8), DERIVED_KEY_BYTES);
  }

  /** The seed, to be stored encrypted or shown to its owner; the caller closes it. */
  public SecretBytes seed() {
    return SecretBytes.takeOver(seed.copy());
  }

  /** The raw seed, which the caller has to protect and to overwrite. */
  public byte[] exportSeed(SecretAccess access) {
    return seed.export(access);
  }

  @Override
  public void close() {
    seed.close();
  }

  /** Names the kind and nothing else: even the public key tells whose log this is. */
  @Override
  public String toString() {
    return "SigningKey[Ed25519]";
  }
}
