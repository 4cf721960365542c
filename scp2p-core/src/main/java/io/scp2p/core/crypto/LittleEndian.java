package io.scp2p.core.crypto;

import java.math.BigInteger;

/** Numbers as RFC 8032 writes them: least significant byte first. */
final class LittleEndian {
  private LittleEndian() {}

  static BigInteger decode(byte[] bytes, int offset, int length) {
    byte[] bigEndian = new byte[length];
    for (int i = 0; i < length; i++) {
      bigEndian[i] = bytes[offset + length - 1 - i];
    }
    return new BigInteger(1, bigEndian);
  }

  static byte[] encode(BigInteger value, int length) {
    byte[] bigEndian = value.toByteArray();
    byte[] encoding = new byte[length];
    for (int i = 0; i < Math.min(length, bigEndian.length); i++) {
      encoding[i] = bigEndian[bigEndian.length - 1 - i];
    }
    return encoding;
  }
}
