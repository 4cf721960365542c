package io.scp2p.core.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/** Test data, written as the specification writes it. */
final class Bytes {
  private Bytes() {}

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static String hex(SecretBytes secret) {
    return hex(secret.copy());
  }

  /** {@code 31×32} of section 19 is {@code times(0x31, 32)}. */
  static byte[] times(int value, int count) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  static byte[] counting(int first, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }

  static SecretBytes secret(String digits) {
    return SecretBytes.copyOf(hex(digits));
  }

  static SecretBytes secret(byte[] bytes) {
    return SecretBytes.copyOf(bytes);
  }

  static SigningKey key(byte[] seed) {
    return SigningKey.ofSeed(secret(seed));
  }

  static byte[] flip(byte[] bytes, int bit) {
    byte[] changed = bytes.clone();
    changed[bit / 8] ^= (byte) (1 << (bit % 8));
    return changed;
  }
}
