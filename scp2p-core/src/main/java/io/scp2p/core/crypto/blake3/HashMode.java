package io.scp2p.core.crypto.blake3;

import static io.scp2p.core.crypto.blake3.Blake3Spec.DERIVE_KEY_CONTEXT;
import static io.scp2p.core.crypto.blake3.Blake3Spec.DERIVE_KEY_MATERIAL;
import static io.scp2p.core.crypto.blake3.Blake3Spec.KEYED_HASH;
import static io.scp2p.core.crypto.blake3.Blake3Spec.KEY_BYTES;

import java.nio.charset.StandardCharsets;

/** The three modes of BLAKE3: they differ in the words a leaf starts from and in one flag. */
final class HashMode {
  static final HashMode HASH = new HashMode(Blake3Spec.iv(), 0);

  private static final HashMode CONTEXT = new HashMode(Blake3Spec.iv(), DERIVE_KEY_CONTEXT);

  /** What leaves and parents start from; never written to. */
  final int[] key;

  /** Set in every compression. */
  final int flags;

  private HashMode(int[] key, int flags) {
    this.key = key;
    this.flags = flags;
  }

  static HashMode keyed(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a BLAKE3 key has 32 bytes, not " + key.length);
    }
    return new HashMode(Blake3Spec.words(key), KEYED_HASH);
  }

  static HashMode deriveKey(String context) {
    byte[] bytes = context.getBytes(StandardCharsets.UTF_8);
    Node root = GroupHasher.SHARED.root(CONTEXT, bytes, 0, bytes.length);
    return new HashMode(Blake3Spec.words(root.rootHash(Blake3Spec.OUT_BYTES)), DERIVE_KEY_MATERIAL);
  }
}
