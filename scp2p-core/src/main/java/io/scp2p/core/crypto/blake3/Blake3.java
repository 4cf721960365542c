package io.scp2p.core.crypto.blake3;

import static io.scp2p.core.crypto.blake3.Blake3Spec.GROUP_BYTES;

import java.util.Objects;

/** BLAKE3 of what is at hand in one piece. For streams see {@link Blake3Hasher}. Thread-safe. */
public final class Blake3 {
  /** Length of a hash and of a derived key (specification section 1.1). */
  public static final int HASH_BYTES = Blake3Spec.OUT_BYTES;

  /** Length of the key of a keyed hash. */
  public static final int KEY_BYTES = Blake3Spec.KEY_BYTES;

  /** Length of every chunk of a file but the last (specification section 1.2). */
  public static final int CHUNK_BYTES = GROUP_BYTES;

  private Blake3() {}

  /** The hash of the concatenation of {@code parts}. */
  public static byte[] hash(byte[]... parts) {
    if (parts.length == 1) {
      return hash(parts[0], 0, parts[0].length);
    }
    Blake3Hasher hasher = Blake3Hasher.hash();
    for (byte[] part : parts) {
      hasher.update(part);
    }
    return hasher.digest();
  }

  public static byte[] hash(byte[] in, int off, int len) {
    return root(HashMode.HASH, in, off, len).rootHash(HASH_BYTES);
  }

  /**
   * The hash of one chunk.
   *
   * @throws IllegalArgumentException if there are more than {@link #CHUNK_BYTES}
   */
  public static byte[] chunkHash(byte[] in, int off, int len) {
    if (len > CHUNK_BYTES) {
      throw new IllegalArgumentException("a chunk has at most 262144 bytes, not " + len);
    }
    return hash(in, off, len);
  }

  /** The keyed hash, a message authentication code; {@code key} has {@link #KEY_BYTES}. */
  public static byte[] keyedHash(byte[] key, byte[] in) {
    return root(HashMode.keyed(key), in, 0, in.length).rootHash(HASH_BYTES);
  }

  /** A key of 32 bytes; {@code context} is a constant of section 1.3, never user input. */
  public static byte[] deriveKey(String context, byte[] material) {
    return deriveKey(context, material, HASH_BYTES);
  }

  /** Key bytes of any length. */
  public static byte[] deriveKey(String context, byte[] material, int outBytes) {
    return root(HashMode.deriveKey(context), material, 0, material.length).rootHash(outBytes);
  }

  private static Node root(HashMode mode, byte[] in, int off, int len) {
    Objects.checkFromIndexSize(off, len, in.length);
    return GroupHasher.SHARED.root(mode, in, off, len);
  }
}
