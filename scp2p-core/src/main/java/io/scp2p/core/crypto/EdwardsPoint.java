package io.scp2p.core.crypto;

import java.math.BigInteger;
import java.util.Optional;

/**
 * A point of edwards25519 in extended coordinates (RFC 8032 section 5.1.4), on {@link BigInteger}:
 * slow, plain, and in variable time, hence for public values only. It serves {@link
 * ExactVerification}.
 */
final class EdwardsPoint {
  static final int BYTES = 32;

  static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
  private static final BigInteger TWICE_D = D.shiftLeft(1).mod(P);
  private static final BigInteger SQRT_OF_MINUS_ONE =
      BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);
  private static final BigInteger SQRT_EXPONENT = P.subtract(BigInteger.valueOf(5)).shiftRight(3);

  static final EdwardsPoint NEUTRAL = affine(BigInteger.ZERO, BigInteger.ONE);

  /** The base point: y = 4/5, x even. */
  static final EdwardsPoint BASE =
      withY(BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P), false)
          .orElseThrow();

  private final BigInteger x;
  private final BigInteger y;
  private final BigInteger z;
  private final BigInteger t;

  private EdwardsPoint(BigInteger x, BigInteger y, BigInteger z, BigInteger t) {
    this.x = x;
    this.y = y;
    this.z = z;
    this.t = t;
  }

  private static EdwardsPoint affine(BigInteger x, BigInteger y) {
    return new EdwardsPoint(x, y, BigInteger.ONE, x.multiply(y).mod(P));
  }

  /**
   * Decodes as the reference does, which is laxer than RFC 8032: y is reduced modulo p, and a set
   * sign bit on x = 0 is ignored. Empty if no point has that y.
   */
  static Optional<EdwardsPoint> decode(byte[] encoding) {
    BigInteger all = LittleEndian.decode(encoding, 0, BYTES);
    return withY(all.clearBit(255).mod(P), all.testBit(255));
  }

  private static Optional<EdwardsPoint> withY(BigInteger y, boolean odd) {
    // RFC 8032 section 5.1.3: x^2 = u / v, and one exponentiation finds a candidate root.
    BigInteger ySquared = y.multiply(y).mod(P);
    BigInteger u = ySquared.subtract(BigInteger.ONE).mod(P);
    BigInteger v = D.multiply(ySquared).add(BigInteger.ONE).mod(P);
    BigInteger v3 = v.pow(3).mod(P);
    BigInteger v7 = v3.multiply(v3).multiply(v).mod(P);
    BigInteger x = u.multiply(v3).multiply(u.multiply(v7).modPow(SQRT_EXPONENT, P)).mod(P);
    BigInteger check = v.multiply(x).multiply(x).mod(P);
    if (!check.equals(u)) {
      if (!check.equals(u.negate().mod(P))) {
        return Optional.empty();
      }
      x = x.multiply(SQRT_OF_MINUS_ONE).mod(P);
    }
    return Optional.of(affine(x.testBit(0) == odd ? x : x.negate().mod(P), y));
  }

  /** The addition law is complete on this curve: it doubles and adds the neutral point as well. */
  EdwardsPoint plus(EdwardsPoint other) {
    BigInteger a = y.subtract(x).multiply(other.y.subtract(other.x)).mod(P);
    BigInteger b = y.add(x).multiply(other.y.add(other.x)).mod(P);
    BigInteger c = t.multiply(TWICE_D).mod(P).multiply(other.t).mod(P);
    BigInteger d = z.shiftLeft(1).multiply(other.z).mod(P);
    BigInteger e = b.subtract(a);
    BigInteger f = d.subtract(c);
    BigInteger g = d.add(c);
    BigInteger h = b.add(a);
    return new EdwardsPoint(
        e.multiply(f).mod(P), g.multiply(h).mod(P), f.multiply(g).mod(P), e.multiply(h).mod(P));
  }

  EdwardsPoint negated() {
    return new EdwardsPoint(x.negate().mod(P), y, z, t.negate().mod(P));
  }

  /** {@code m * first + n * second}, both at once. */
  static EdwardsPoint sum(BigInteger m, EdwardsPoint first, BigInteger n, EdwardsPoint second) {
    EdwardsPoint both = first.plus(second);
    EdwardsPoint sum = NEUTRAL;
    for (int i = Math.max(m.bitLength(), n.bitLength()) - 1; i >= 0; i--) {
      sum = sum.plus(sum);
      if (m.testBit(i)) {
        sum = sum.plus(n.testBit(i) ? both : first);
      } else if (n.testBit(i)) {
        sum = sum.plus(second);
      }
    }
    return sum;
  }

  /** The one canonical encoding. */
  byte[] encode() {
    BigInteger inverse = z.modInverse(P);
    BigInteger affineY = y.multiply(inverse).mod(P);
    boolean odd = x.multiply(inverse).mod(P).testBit(0);
    return LittleEndian.encode(odd ? affineY.setBit(255) : affineY, BYTES);
  }
}
