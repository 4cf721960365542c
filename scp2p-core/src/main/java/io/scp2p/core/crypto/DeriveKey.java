package io.scp2p.core.crypto;

/**
 * BLAKE3 in {@code derive_key} mode (section 1.3), whoever computes it. A few dozen bytes a
 * session, so that the choice is free.
 */
@FunctionalInterface
interface DeriveKey {
  /** Section 1.1: "32-byte output". */
  int OUTPUT_BYTES = 32;

  /** What the package uses. */
  DeriveKey BLAKE3 = new BouncyCastleDeriveKey();

  /** A new array with the derived key; the caller owns and wipes both arrays. */
  byte[] derive(String context, byte[] keyMaterial);
}
