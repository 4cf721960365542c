package io.scp2p.core.crypto;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-1 (RFC 2104), only for STUN and TURN, whose MESSAGE-INTEGRITY is made with it. */
public final class HmacSha1 {
  public static final int BYTES = 20;

  private HmacSha1() {}

  /** The code over {@code message}. */
  public static byte[] mac(SecretBytes key, byte[] message) {
    byte[] raw = key.copy();
    // The JDK refuses an empty key. HMAC pads keys with zeros, so one zero byte is the same key.
    byte[] padded = raw.length == 0 ? new byte[1] : raw;
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(padded, "HmacSHA1"));
      return mac.doFinal(message);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("this Java platform has no HMAC-SHA-1", e);
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }
}
