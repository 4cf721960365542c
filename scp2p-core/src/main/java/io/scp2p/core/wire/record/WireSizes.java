package io.scp2p.core.wire.record;

/** Sizes of the nameless byte strings inside records. */
final class WireSizes {
  /** Ed25519 signature. */
  static final int SIGNATURE_BYTES = 64;

  /** Handshake nonce. */
  static final int NONCE_BYTES = 32;

  /** X25519 public key. */
  static final int EPHEMERAL_KEY_BYTES = 32;

  /** BLAKE3 or SHA-256 output. */
  static final int HASH_BYTES = 32;

  private WireSizes() {}
}
