package io.scp2p.core.vault;

import io.scp2p.api.spi.Entropy;
import java.util.Arrays;

/**
 * Shamir's secret sharing over GF(2^8) with the polynomial 0x11b, byte by byte (section V7.2).
 * Fewer parts than needed fit every secret equally well. Multiplication takes the same steps
 * whatever its operands.
 */
final class SecretSharing {
  private SecretSharing() {}

  /** Parts for the places 1 to {@code parts}. */
  static byte[][] split(byte[] secret, int needed, int parts, Entropy entropy) {
    byte[][] shares = new byte[parts][secret.length];
    byte[] coefficients = new byte[needed];
    for (int i = 0; i < secret.length; i++) {
      entropy.fill(coefficients);
      coefficients[0] = secret[i];
      for (int x = 1; x <= parts; x++) {
        int y = 0;
        for (int c = needed - 1; c >= 0; c--) {
          y = multiply(y, x) ^ (coefficients[c] & 0xff);
        }
        shares[x - 1][i] = (byte) y;
      }
    }
    Arrays.fill(coefficients, (byte) 0);
    return shares;
  }

  /** The secret from the parts at these places, all different and none of them 0. */
  static byte[] join(int[] at, byte[][] shares) {
    byte[] secret = new byte[shares[0].length];
    for (int j = 0; j < at.length; j++) {
      int weight = 1;
      for (int other = 0; other < at.length; other++) {
        if (other != j) {
          weight = multiply(weight, multiply(at[other], inverse(at[other] ^ at[j])));
        }
      }
      for (int i = 0; i < secret.length; i++) {
        secret[i] ^= (byte) multiply(weight, shares[j][i] & 0xff);
      }
    }
    return secret;
  }

  static int multiply(int a, int b) {
    int product = 0;
    int shifted = a;
    for (int bit = 0; bit < 8; bit++) {
      product ^= shifted & -(b >>> bit & 1);
      shifted = shifted << 1 ^ (0x11b & -(shifted >>> 7 & 1));
    }
    return product & 0xff;
  }

  /** The 254th power. */
  static int inverse(int a) {
    int result = 1;
    int square = a;
    for (int bit = 1; bit < 8; bit++) {
      square = multiply(square, square);
      result = multiply(result, square);
    }
    return result;
  }
}
