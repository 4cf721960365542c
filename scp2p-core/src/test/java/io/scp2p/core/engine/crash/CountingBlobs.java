package io.scp2p.core.engine.crash;

import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.BlobStoreProvider;
import io.scp2p.api.spi.ChangeStamp;
import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.SourceBlob;
import io.scp2p.api.spi.StoreException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicLong;

/** The real files, and how much was read of them. */
final class CountingBlobs implements BlobStore {
  private static final int OPEN_FILES = 64;

  private final AtomicLong bytesRead = new AtomicLong();
  private final BlobStore files =
      ServiceLoader.load(BlobStoreProvider.class).findFirst().orElseThrow().create(OPEN_FILES);

  long bytesRead() {
    return bytesRead.get();
  }

  @Override
  public SourceBlob open(Path file) throws StoreException {
    SourceBlob blob = files.open(file);
    return new SourceBlob() {
      @Override
      public ChangeStamp stamp() throws StoreException {
        return blob.stamp();
      }

      @Override
      public void read(long position, ByteBuffer target) throws StoreException {
        bytesRead.addAndGet(target.remaining());
        blob.read(position, target);
      }

      @Override
      public void close() throws StoreException {
        blob.close();
      }
    };
  }

  @Override
  public PartialBlob create(Path target, long sizeBytes) throws StoreException {
    return files.create(target, sizeBytes);
  }

  @Override
  public PartialBlob create(Path target, long sizeBytes, Path partial) throws StoreException {
    return files.create(target, sizeBytes, partial);
  }

  @Override
  public PartialBlob reopen(Path partial, Path target, long sizeBytes) throws StoreException {
    return files.reopen(partial, target, sizeBytes);
  }

  @Override
  public long freeBytes(Path path) throws StoreException {
    return files.freeBytes(path);
  }

  @Override
  public void close() throws StoreException {
    files.close();
  }
}
