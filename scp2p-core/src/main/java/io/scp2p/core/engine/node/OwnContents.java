package io.scp2p.core.engine.node;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.download.LocalChunks;
import io.scp2p.core.engine.share.ContentLibrary;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.HashPage;
import java.util.Optional;

/** What this node serves, for its own downloads and readers. */
final class OwnContents implements LocalChunks {
  private final ContentLibrary library;

  OwnContents(ContentLibrary library) {
    this.library = library;
  }

  @Override
  public Optional<byte[]> readChunk(ContentId content, long chunk) throws StoreException {
    return library.readChunk(content, chunk);
  }

  @Override
  public Optional<Bytes> hashes(ContentId content, int count) throws StoreException {
    return library.hashes(content, 0, count);
  }

  @Override
  public Optional<HashPage> hashPage(ContentId content, int page) throws StoreException {
    return library.hashPage(content, page);
  }
}
