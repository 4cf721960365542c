package io.scp2p.core.engine.download;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.HashPage;

/** Where the chunks of one content go. Every method may block; several threads call it at once. */
interface Destination {
  /** Keeps hashes that a manifest vouches for. */
  void putHashes(ChunkHashes hashes) throws StoreException;

  /** Keeps a page of a long list that a manifest vouches for. */
  void putPage(int page, HashPage proved) throws StoreException;

  /**
   * Verifies a chunk and puts it into its place.
   *
   * @return false if it is not the chunk; nothing was written then
   */
  boolean accept(long chunk, Bytes data) throws StoreException;
}
