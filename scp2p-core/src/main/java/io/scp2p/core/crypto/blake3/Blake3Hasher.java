package io.scp2p.core.crypto.blake3;

import static io.scp2p.core.crypto.blake3.Blake3Spec.GROUP_LEAVES;

import java.nio.ByteBuffer;

/**
 * BLAKE3 of a stream, in any of its three modes. Asking for the digest changes nothing: more input
 * may follow, and another digest.
 *
 * <p>Not thread-safe. It holds up to 256 KiB of input, growing with what it was fed, unless fed
 * from arrays in multiples of 256 KiB: those are hashed where they lie.
 */
public final class Blake3Hasher {
  private final GroupHasher groups;
  private final HashMode mode;
  private final SubtreeStack stack;
  private final GroupFeed feed = new GroupFeed(this::group);

  Blake3Hasher(GroupHasher groups, HashMode mode) {
    this.groups = groups;
    this.mode = mode;
    this.stack = new SubtreeStack(mode);
  }

  /** A hasher for plain hashes. */
  public static Blake3Hasher hash() {
    return new Blake3Hasher(GroupHasher.SHARED, HashMode.HASH);
  }

  /** A hasher for message authentication codes; {@code key} has 32 bytes. */
  public static Blake3Hasher keyedHash(byte[] key) {
    return new Blake3Hasher(GroupHasher.SHARED, HashMode.keyed(key));
  }

  /** A hasher for keys; {@code context} is a constant of section 1.3, never user input. */
  public static Blake3Hasher deriveKey(String context) {
    return new Blake3Hasher(GroupHasher.SHARED, HashMode.deriveKey(context));
  }

  public Blake3Hasher update(byte[] in) {
    return update(in, 0, in.length);
  }

  public Blake3Hasher update(byte[] in, int off, int len) {
    feed.update(in, off, len);
    return this;
  }

  /** Takes all remaining bytes of a buffer of any kind and moves its position to the limit. */
  public Blake3Hasher update(ByteBuffer in) {
    feed.update(in);
    return this;
  }

  /** The hash of all input so far, {@link Blake3#HASH_BYTES} long. */
  public byte[] digest() {
    return digest(Blake3.HASH_BYTES);
  }

  /** The first {@code outBytes} of the extended output; a shorter one is a prefix of a longer. */
  public byte[] digest(int outBytes) {
    int rest = feed.restBytes();
    return (rest == 0 ? stack.root() : stack.rootWith(node(feed.rest(), 0, rest)))
        .rootHash(outBytes);
  }

  /** Back to no input, with the same mode and key. */
  public Blake3Hasher reset() {
    feed.clear();
    stack.clear();
    return this;
  }

  private void group(byte[] in, int off) {
    stack.push(node(in, off, Blake3Spec.GROUP_BYTES));
  }

  private Node node(byte[] in, int off, int len) {
    return groups.node(mode, in, off, len, stack.groups() * GROUP_LEAVES);
  }
}
