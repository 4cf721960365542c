package io.scp2p.core.engine.download;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.HashPage;
import java.util.Optional;

/**
 * What this node has on its own disk. Every method may block. What it gives is verified as if it
 * had come from a peer.
 */
public interface LocalChunks {
  /** A chunk, in an array of its own; nothing if it is not here. */
  Optional<byte[]> readChunk(ContentId content, long chunk) throws StoreException;

  /** The first hashes of chunks, end to end; nothing if they are not here. */
  Optional<Bytes> hashes(ContentId content, int count) throws StoreException;

  /** A page of a long list of hashes; nothing if it is not here. */
  Optional<HashPage> hashPage(ContentId content, int page) throws StoreException;
}
