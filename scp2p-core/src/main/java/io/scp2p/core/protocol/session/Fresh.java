package io.scp2p.core.protocol.session;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.EphemeralKey;
import io.scp2p.core.wire.Bytes;

/**
 * What is new in every handshake. The session secret of section 4.6 is not used for anything, so
 * the private half of the ephemeral key is not kept.
 *
 * @param nonce 32 random bytes
 * @param ephemeralKey an X25519 public key
 */
public record Fresh(Bytes nonce, Bytes ephemeralKey) {
  private static final int NONCE_BYTES = 32;

  /** Draws both. */
  public static Fresh draw(Entropy entropy) {
    try (EphemeralKey pair = EphemeralKey.generate(entropy)) {
      return new Fresh(Bytes.wrap(entropy.bytes(NONCE_BYTES)), Bytes.wrap(pair.publicKey()));
    }
  }
}
