package io.scp2p.core.content;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.crypto.blake3.Blake3Tree;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a whole file from the chaining values of its chunks. A chunk of {@value
 * ChunkLayout#CHUNK_BYTES} bytes is a subtree of the BLAKE3 tree over the file, so the values can
 * be computed while chunks arrive, in any order, and nothing is read again at the end. For files of
 * two chunks and more: the hash of a single chunk is the hash of the file itself.
 */
public final class ContentRoot {
  private static final int LEAVES_PER_CHUNK = ChunkLayout.CHUNK_BYTES / Blake3Tree.LEAF_SIZE_BYTES;

  private final Deque<byte[]> subtrees = new ArrayDeque<>();
  private byte @Nullable [] last;
  private long merged;

  /**
   * What one chunk comes to.
   *
   * @param value its chaining value, for {@link #add}
   * @param hash its own hash, which the list of hashes must name
   */
  public record ChunkDigest(Bytes value, Bytes hash) {}

  /** Both values of one chunk, in one pass over its bytes. */
  public static ChunkDigest digest(long chunkIndex, Bytes chunk) {
    ByteBuffer in = chunk.buffer();
    Blake3Tree.Twins twins =
        Blake3Tree.twins(
            in.array(),
            in.arrayOffset() + in.position(),
            in.remaining(),
            Math.multiplyExact(chunkIndex, LEAVES_PER_CHUNK));
    return new ChunkDigest(Bytes.wrap(twins.value()), Bytes.wrap(twins.hash()));
  }

  /** Takes the value of the next chunk, in the order of the file. */
  public void add(byte[] value) {
    if (last != null) {
      push(last);
    }
    last = value.clone();
  }

  private void push(byte[] value) {
    byte[] subtree = value;
    // As many trailing zeros as the number of chunks has, so many complete trees end here.
    for (long count = ++merged; (count & 1) == 0; count >>= 1) {
      subtree = Blake3Tree.parent(subtrees.pop(), subtree);
    }
    subtrees.push(subtree);
  }

  /** The name of the whole. Nothing may follow. */
  public ContentId finish() {
    byte[] right = last;
    if (right == null || subtrees.isEmpty()) {
      throw new IllegalStateException("a tree of chunks has at least two");
    }
    while (subtrees.size() > 1) {
      right = Blake3Tree.parent(subtrees.pop(), right);
    }
    return ContentId.of(Blake3Tree.root(subtrees.pop(), right));
  }
}
