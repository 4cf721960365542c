package io.scp2p.core.crypto;

import io.scp2p.api.spi.Entropy;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * An X25519 key pair (RFC 7748) for one handshake. Closing wipes the private half; agreeing after
 * that is an {@link IllegalStateException}. Safe to share between threads.
 */
public final class EphemeralKey implements AutoCloseable {
  public static final int KEY_BYTES = X25519.POINT_SIZE;
  public static final int SHARED_BYTES = X25519.POINT_SIZE;

  private final SecretBytes scalar;
  private final byte[] publicKey = new byte[KEY_BYTES];

  private EphemeralKey(SecretBytes scalar) {
    this.scalar = scalar;
    byte[] raw = scalar.copy();
    try {
      X25519.scalarMultBase(raw, 0, publicKey, 0);
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  /** A new pair. */
  public static EphemeralKey generate(Entropy entropy) {
    return new EphemeralKey(SecretBytes.random(X25519.SCALAR_SIZE, entropy));
  }

  /** The pair with this private half, of which it keeps a copy; clamping is done on use. */
  static EphemeralKey ofScalar(SecretBytes scalar) {
    if (scalar.length() != X25519.SCALAR_SIZE) {
      throw new IllegalArgumentException("an X25519 scalar has " + X25519.SCALAR_SIZE + " bytes");
    }
    return new EphemeralKey(SecretBytes.takeOver(scalar.copy()));
  }

  /** A copy of the public half. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /**
   * The shared secret as the v1 handshake computes it (section 4.6): "the all-zero shared secret is
   * not rejected", which does no harm there because v1 uses the secret for nothing. Everything of
   * ours takes {@link #agreeRejectingZero}.
   *
   * @throws IllegalArgumentException if the peer's key has the wrong length, which a decoder checks
   */
  public SecretBytes agree(byte[] peerPublicKey) {
    byte[] shared = new byte[SHARED_BYTES];
    multiply(peerPublicKey, shared);
    return SecretBytes.takeOver(shared);
  }

  /**
   * The shared secret, or empty if it is all zero (RFC 7748 section 6.1): then the peer sent a
   * point of small order, and the "secret" would be known to everybody.
   *
   * @throws IllegalArgumentException if the peer's key has the wrong length, which a decoder checks
   */
  public Optional<SecretBytes> agreeRejectingZero(byte[] peerPublicKey) {
    byte[] shared = new byte[SHARED_BYTES];
    return multiply(peerPublicKey, shared)
        ? Optional.of(SecretBytes.takeOver(shared))
        : Optional.empty();
  }

  /** Whether the product is other than zero. */
  private boolean multiply(byte[] peerPublicKey, byte[] shared) {
    if (peerPublicKey.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "an X25519 key has " + KEY_BYTES + " bytes, not " + peerPublicKey.length);
    }
    byte[] raw = scalar.copy();
    try {
      return X25519.calculateAgreement(raw, 0, peerPublicKey, 0, shared, 0);
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  @Override
  public void close() {
    scalar.close();
  }

  @Override
  public String toString() {
    return "EphemeralKey[X25519]";
  }
}
