package io.scp2p.core.protocol.stun;

import io.scp2p.core.crypto.ConstantTime;
import io.scp2p.core.crypto.HmacSha1;
import io.scp2p.core.crypto.HmacSha256;
import io.scp2p.core.crypto.Md5;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.Sha256;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunIntegrity;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The key under which STUN messages are signed and checked (RFC 8489, section 9). */
public final class StunCredential {
  private final SecretBytes key;

  private StunCredential(SecretBytes key) {
    this.key = key;
  }

  /** Short-term: the password is the key (section 9.1.1). */
  public static StunCredential shortTerm(String password) {
    return wiping(password.getBytes(StandardCharsets.UTF_8));
  }

  /** Long-term with MD5, which every server understands (section 18.5.1.1). */
  public static StunCredential longTermMd5(String user, String realm, String password) {
    return wiping(Md5.digest(joined(user, realm, password)));
  }

  /** Long-term with SHA-256, for a server that offers it (section 18.5.1.2). */
  public static StunCredential longTermSha256(String user, String realm, String password) {
    return wiping(Sha256.hash(joined(user, realm, password)));
  }

  /** Whether the message has a code made with this key; the stronger of two counts. */
  public boolean verifies(StunMessage message) {
    Optional<StunIntegrity> strong = message.integrity(StunAttribute.MESSAGE_INTEGRITY_SHA256);
    if (strong.isPresent()) {
      byte[] code = HmacSha256.mac(key, strong.get().input().toArray());
      byte[] shown = strong.get().code().toArray();
      return ConstantTime.equal(Arrays.copyOf(code, shown.length), shown);
    }
    Optional<StunIntegrity> usual = message.integrity(StunAttribute.MESSAGE_INTEGRITY);
    return usual.isPresent()
        && ConstantTime.equal(
            HmacSha1.mac(key, usual.get().input().toArray()), usual.get().code().toArray());
  }

  /** Adds MESSAGE-INTEGRITY. */
  public StunWriter sign(StunWriter message) {
    return message.integrity(input -> HmacSha1.mac(key, input));
  }

  private static byte[] joined(String user, String realm, String password) {
    return (user + ":" + realm + ":" + password).getBytes(StandardCharsets.UTF_8);
  }

  private static StunCredential wiping(byte[] raw) {
    try {
      return new StunCredential(SecretBytes.copyOf(raw));
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }
}
