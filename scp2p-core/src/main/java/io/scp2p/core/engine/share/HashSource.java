package io.scp2p.core.engine.share;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.wire.Bytes;

/** The verified hashes of all chunks of a content, read piece by piece. May block. */
public interface HashSource {
  /** How many chunks there are. */
  long count();

  /** Some hashes, end to end; all of them must be there. */
  Bytes hashes(long from, int count) throws StoreException;

  /** Hashes that are in memory. */
  static HashSource of(ChunkHashes hashes) {
    return new HashSource() {
      @Override
      public long count() {
        return hashes.count();
      }

      @Override
      public Bytes hashes(long from, int count) {
        return hashes
            .joined()
            .slice(Math.toIntExact(from) * ChunkHashes.HASH_BYTES, count * ChunkHashes.HASH_BYTES);
      }
    };
  }
}
