package io.scp2p.core.wire.record;

/** Sizes of the nameless byte strings inside records, and checks of numbers. */
final class WireSizes {
  /** Ed25519 signature. */
  static final int SIGNATURE_BYTES = 64;

  /** Handshake nonce. */
  static final int NONCE_BYTES = 32;

  /** X25519 public key. */
  static final int EPHEMERAL_KEY_BYTES = 32;

  /** BLAKE3 or SHA-256 output. */
  static final int HASH_BYTES = 32;

  static final int MAX_U8 = 0xff;
  static final int MAX_U16 = 0xffff;
  static final long MAX_U32 = 0xffff_ffffL;

  private WireSizes() {}

  static void requireRange(String name, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name + " is " + value + ", not 0 to " + max);
    }
  }
}
