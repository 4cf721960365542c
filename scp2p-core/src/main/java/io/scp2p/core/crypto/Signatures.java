package io.scp2p.core.crypto;

import io.scp2p.api.id.CommunityKey;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareKey;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Ed25519 verification (section 1.4). Keys, signatures and messages may be anything a peer sends:
 * whatever is not a valid signature, wrong lengths included, is {@code false}.
 *
 * <p><b>Ordinary</b> verification is for handshake hellos, manifests, share heads and membership
 * tokens: s must be canonical, and a public key of small order is as good as any other. Whoever
 * treats a key as an identity must know that such a key belongs to everybody.
 *
 * <p><b>Strict</b> verification is for relay announcements and for everything of our own: as
 * before, and neither the key nor R may be of small order.
 *
 * <p>Both agree with the reference's library except that they check the equation multiplied by the
 * cofactor, as RFC 8032 section 5.1.7 does. So they also take signatures whose maker deliberately
 * added a point of small order to the key or to R, which only the owner of the private key can do
 * (docs/decisions/0012).
 *
 * <p>Safe to call from any thread.
 */
public final class Signatures {
  public static final int PUBLIC_KEY_BYTES = Ed25519.PUBLIC_KEY_SIZE;
  public static final int SIGNATURE_BYTES = Ed25519.SIGNATURE_SIZE;
  static final int SCALAR_BYTES = SIGNATURE_BYTES - EdwardsPoint.BYTES;

  private Signatures() {}

  /** Ordinary verification under a node's key. */
  public static boolean verify(NodeKey key, byte[] message, byte[] signature) {
    return verify(key.bytes(), message, signature);
  }

  /** Ordinary verification under a share's key. */
  public static boolean verify(ShareKey key, byte[] message, byte[] signature) {
    return verify(key.bytes(), message, signature);
  }

  /** Ordinary verification under a community's key. */
  public static boolean verify(CommunityKey key, byte[] message, byte[] signature) {
    return verify(key.bytes(), message, signature);
  }

  /** Ordinary verification. */
  public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    if (publicKey.length != PUBLIC_KEY_BYTES || signature.length != SIGNATURE_BYTES) {
      return false;
    }
    if (SmallOrder.isEncodedAt(publicKey, 0) || SmallOrder.isEncodedAt(signature, 0)) {
      return ExactVerification.verify(publicKey, message, signature);
    }
    return fast(publicKey, message, signature);
  }

  /** Strict verification under a node's key. */
  public static boolean verifyStrict(NodeKey key, byte[] message, byte[] signature) {
    return verifyStrict(key.bytes(), message, signature);
  }

  /** Strict verification under a share's key. */
  public static boolean verifyStrict(ShareKey key, byte[] message, byte[] signature) {
    return verifyStrict(key.bytes(), message, signature);
  }

  /** Strict verification. */
  public static boolean verifyStrict(byte[] publicKey, byte[] message, byte[] signature) {
    return publicKey.length == PUBLIC_KEY_BYTES
        && signature.length == SIGNATURE_BYTES
        && !SmallOrder.isEncodedAt(publicKey, 0)
        && !SmallOrder.isEncodedAt(signature, 0)
        && fast(publicKey, message, signature);
  }

  private static boolean fast(byte[] publicKey, byte[] message, byte[] signature) {
    try {
      return Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
    } catch (IllegalStateException basisNotFound) {
      // Its lattice reduction may give up on an unlucky hash. That must not become a crash.
      return ExactVerification.verify(publicKey, message, signature);
    }
  }
}
