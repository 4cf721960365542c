package io.scp2p.store.file;

import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.BlobStoreProvider;

/** Makes {@link FileBlobStore}s. */
public final class FileBlobStoreProvider implements BlobStoreProvider {
  @Override
  public BlobStore create(int maxOpenFiles) {
    return new FileBlobStore(maxOpenFiles);
  }
}
