package io.scp2p.core.content;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.crypto.blake3.ContentHasher;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Computes a {@link ContentDigest} from the bytes of a file as they are read, in pieces of any
 * size. Memory grows by 32 bytes a chunk. Not thread-safe, and good for one file.
 */
public final class ContentDigester {
  private final ContentHasher hasher = new ContentHasher((index, hash) -> append(hash));
  private byte[] hashes = new byte[64 * Blake3.HASH_BYTES];
  private int filled;
  private long fileBytes;

  /** Takes all remaining bytes of the piece and moves its position to the limit. */
  public ContentDigester update(ByteBuffer piece) {
    fileBytes += piece.remaining();
    hasher.update(piece);
    return this;
  }

  /** The file is at its end. Nothing may follow. */
  public ContentDigest finish() {
    ContentId contentId = ContentId.of(hasher.finish());
    Bytes joined = Bytes.wrap(Arrays.copyOf(hashes, filled));
    return new ContentDigest(contentId, fileBytes, ChunkHashes.of(joined));
  }

  private void append(byte[] hash) {
    if (filled == hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.multiplyExact(2, hashes.length));
    }
    System.arraycopy(hash, 0, hashes, filled, hash.length);
    filled += hash.length;
  }
}
