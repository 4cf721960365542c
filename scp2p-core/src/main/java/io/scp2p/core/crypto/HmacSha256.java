package io.scp2p.core.crypto;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 (RFC 2104). */
public final class HmacSha256 {
  public static final int BYTES = 32;

  private HmacSha256() {}

  /** The code over all parts as if they were one array. */
  public static byte[] mac(SecretBytes key, byte[]... parts) {
    byte[] raw = key.copy();
    try {
      Mac mac = keyed(raw);
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  /** A reusable instance; the caller wipes {@code raw}. */
  static Mac keyed(byte[] raw) {
    // The JDK refuses an empty key. HMAC pads keys with zeros, so one zero byte is the same key.
    byte[] padded = raw.length == 0 ? new byte[1] : raw;
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(padded, "HmacSHA256"));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("this Java platform has no HMAC-SHA-256", e);
    }
  }
}
