package io.scp2p.core.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/**
 * Ed25519 verification to the letter of the reference: recompute {@code R = s*B - k*A} and compare
 * its encoding with the one received.
 *
 * <p>About a millisecond, where the fast way takes a twentieth of that. It answers where the fast
 * way and section 1.4 part: for keys and R of small order, which no honest software makes.
 */
final class ExactVerification {
  /** The order of the base point. */
  static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private ExactVerification() {}

  /** All lengths were checked by the caller. */
  static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    BigInteger s = LittleEndian.decode(signature, EdwardsPoint.BYTES, Signatures.SCALAR_BYTES);
    if (s.compareTo(L) >= 0) {
      return false; // "canonical s is required" (section 1.4)
    }
    Optional<EdwardsPoint> key = EdwardsPoint.decode(publicKey);
    if (key.isEmpty()) {
      return false;
    }
    byte[] r = Arrays.copyOf(signature, EdwardsPoint.BYTES);
    byte[] hash = Sha256.sha512(r, publicKey, message);
    // Reduced before multiplying: on a key of small order k and k mod L are not the same.
    BigInteger k = LittleEndian.decode(hash, 0, hash.length).mod(L);
    EdwardsPoint expected = EdwardsPoint.sum(s, EdwardsPoint.BASE, k, key.get().negated());
    return Arrays.equals(expected.encode(), r);
  }
}
