package io.scp2p.core.crypto;

import java.math.BigInteger;
import org.bouncycastle.math.ec.rfc7748.X25519Field;

/**
 * Maps a field element to the u coordinate of a point of Curve25519 (RFC 9380 section 6.7.1, with Z
 * = 2). Takes the same time whatever the input, which is a secret here.
 */
final class Elligator2 {
  private static final int A = 486_662;
  private static final BigInteger PRIME =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  /** Raised to it, a square is one and anything else minus one. */
  private static final BigInteger LEGENDRE = PRIME.shiftRight(1);

  private Elligator2() {}

  /**
   * The u coordinate, 32 bytes little-endian.
   *
   * @param element 32 bytes little-endian, of which the highest bit does not count
   */
  static byte[] map(byte[] element) {
    int[] r = X25519Field.create();
    X25519Field.decode255(element, r);
    int[] a = constant(A);

    int[] v =
        X25519Field.create(); // v = -A / (1 + 2 r^2); never divided by zero, as 2 is no square
    X25519Field.sqr(r, v);
    X25519Field.add(v, v, v);
    X25519Field.addOne(v);
    X25519Field.carry(v);
    X25519Field.normalize(v);
    int[] inverse = X25519Field.create();
    X25519Field.inv(v, inverse);
    X25519Field.mul(inverse, a, v);
    X25519Field.negate(v, v);
    X25519Field.carry(v);

    int[] curve = X25519Field.create(); // v^3 + A v^2 + v = ((v + A) v + 1) v
    X25519Field.add(v, a, curve);
    X25519Field.carry(curve);
    X25519Field.mul(curve, v, curve);
    X25519Field.addOne(curve);
    X25519Field.carry(curve);
    X25519Field.mul(curve, v, curve);
    int[] square = power(curve, LEGENDRE);
    X25519Field.normalize(square);

    int[] other = X25519Field.create(); // -v - A, which is on the curve if v is not
    X25519Field.add(v, a, other);
    X25519Field.negate(other, other);
    X25519Field.carry(other);
    X25519Field.cmov(X25519Field.isOne(square), v, 0, other, 0);
    X25519Field.normalize(other);
    byte[] u = new byte[EphemeralKey.KEY_BYTES];
    X25519Field.encode(other, u);
    return u;
  }

  private static int[] constant(int small) {
    byte[] bytes = new byte[EphemeralKey.KEY_BYTES];
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[i] = (byte) (small >>> (Byte.SIZE * i));
    }
    int[] element = X25519Field.create();
    X25519Field.decode255(bytes, element);
    return element;
  }

  /** The exponent is no secret: its bits may decide what is done. */
  private static int[] power(int[] base, BigInteger exponent) {
    int[] result = X25519Field.create();
    X25519Field.one(result);
    for (int bit = exponent.bitLength() - 1; bit >= 0; bit--) {
      X25519Field.sqr(result, result);
      if (exponent.testBit(bit)) {
        X25519Field.mul(result, base, result);
      }
    }
    return result;
  }
}
