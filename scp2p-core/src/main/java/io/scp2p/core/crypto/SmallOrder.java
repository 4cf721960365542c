package io.scp2p.core.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Recognises the encodings of the eight points whose order divides 8.
 *
 * <p>Under such a public key anybody can make signatures, without knowing any private key. There
 * are eight points and fourteen encodings, because decoders that reduce y modulo p, as the
 * reference's does, also take y = p, y = p + 1 and a "negative zero" x. With the sign bit masked
 * off seven values of y remain.
 */
final class SmallOrder {
  /** Little-endian y, sign bit clear: 0, 1, the two of order 8, p - 1, p, p + 1. */
  private static final byte[][] Y = {
    parse("0000000000000000000000000000000000000000000000000000000000000000"),
    parse("0100000000000000000000000000000000000000000000000000000000000000"),
    parse("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    parse("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    parse("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    parse("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    parse("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
  };

  private static final int LAST = EdwardsPoint.BYTES - 1;

  private SmallOrder() {}

  /** Whether the 32 bytes from {@code offset} encode such a point. Not for secret points. */
  static boolean isEncodedAt(byte[] bytes, int offset) {
    for (byte[] y : Y) {
      if (Arrays.equals(bytes, offset, offset + LAST, y, 0, LAST)
          && (bytes[offset + LAST] & 0x7f) == y[LAST]) {
        return true;
      }
    }
    return false;
  }

  private static byte[] parse(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
