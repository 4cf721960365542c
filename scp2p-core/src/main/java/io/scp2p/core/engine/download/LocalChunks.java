package io.scp2p.core.engine.download;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.spi.StoreException;
import java.util.Optional;

/** What this node has on its own disk. Every method may block. */
public interface LocalChunks {
  /** A chunk, in an array of its own; nothing if it is not here. */
  Optional<byte[]> readChunk(ContentId content, long chunk) throws StoreException;
}
