package io.scp2p.core.crypto.blake3;

import static io.scp2p.core.crypto.blake3.Blake3Spec.GROUP_BYTES;
import static io.scp2p.core.crypto.blake3.Blake3Spec.GROUP_LEAVES;

import java.nio.ByteBuffer;

/**
 * One pass over a file that yields the hash of each of its chunks and the content hash
 * (specification section 1.2). It costs less than two passes, since the lanes share the transposed
 * message.
 *
 * <p>Not thread-safe. Memory is bounded as in {@link Blake3Hasher}, whatever the length of the
 * file.
 */
public final class ContentHasher {
  /** Receives the chunk hashes, in order and on the calling thread. */
  @FunctionalInterface
  public interface ChunkListener {
    /** The hash is a fresh array; {@code index} counts from zero. */
    void chunkHash(long index, byte[] hash);
  }

  private final GroupHasher groups;
  private final ChunkListener listener;
  private final SubtreeStack stack = new SubtreeStack(HashMode.HASH);
  private final GroupFeed feed = new GroupFeed((in, off) -> chunk(in, off, GROUP_BYTES));
  private boolean finished;

  public ContentHasher(ChunkListener listener) {
    this(GroupHasher.SHARED, listener);
  }

  ContentHasher(GroupHasher groups, ChunkListener listener) {
    this.groups = groups;
    this.listener = listener;
  }

  public ContentHasher update(byte[] in, int off, int len) {
    checkOpen();
    feed.update(in, off, len);
    return this;
  }

  /** Takes all remaining bytes of a buffer of any kind and moves its position to the limit. */
  public ContentHasher update(ByteBuffer in) {
    checkOpen();
    feed.update(in);
    return this;
  }

  /**
   * Reports the last chunk if it is a short one, and answers with the content hash. An empty file
   * has no chunk. Nothing but {@link #reset()} may follow.
   */
  public byte[] finish() {
    checkOpen();
    finished = true;
    if (feed.restBytes() > 0) {
      chunk(feed.rest(), 0, feed.restBytes());
    }
    return stack.root().rootHash(Blake3.HASH_BYTES);
  }

  /** Ready for the next file. */
  public ContentHasher reset() {
    finished = false;
    feed.clear();
    stack.clear();
    return this;
  }

  private void chunk(byte[] in, int off, int len) {
    long index = stack.groups();
    TwinNodes nodes = groups.twins(in, off, len, index * GROUP_LEAVES);
    stack.push(nodes.inContent());
    listener.chunkHash(index, nodes.alone().rootHash(Blake3.HASH_BYTES));
  }

  private void checkOpen() {
    if (finished) {
      throw new IllegalStateException("finished: reset before the next file");
    }
  }
}
