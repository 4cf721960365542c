package io.scp2p.core.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** MD5, only for the long-term keys of STUN and TURN (RFC 8489, section 9.2.2). */
public final class Md5 {
  private Md5() {}

  /** The digest of {@code message}. */
  public static byte[] digest(byte[] message) {
    try {
      return MessageDigest.getInstance("MD5").digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform has no MD5", e);
    }
  }
}
