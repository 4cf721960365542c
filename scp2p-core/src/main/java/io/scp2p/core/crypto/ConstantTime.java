package io.scp2p.core.crypto;

import java.security.MessageDigest;

/** Comparison of values that an attacker may be guessing byte by byte. */
public final class ConstantTime {
  private ConstantTime() {}

  /** Whether both hold the same bytes; the time taken tells the lengths and nothing else. */
  public static boolean equal(byte[] a, byte[] b) {
    return MessageDigest.isEqual(a, b);
  }
}
