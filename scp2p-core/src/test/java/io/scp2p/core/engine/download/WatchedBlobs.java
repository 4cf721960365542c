package io.scp2p.core.engine.download;

import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.BlobStoreProvider;
import io.scp2p.api.spi.ChangeStamp;
import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.SourceBlob;
import io.scp2p.api.spi.StoreException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The real files, how much was read of them, which are open, and a disk as full as wanted. */
public final class WatchedBlobs implements BlobStore {
  private static final int OPEN_FILES = 64;

  private final AtomicLong bytesRead = new AtomicLong();
  private final Set<Object> open = ConcurrentHashMap.newKeySet();
  private final BlobStore files =
      ServiceLoader.load(BlobStoreProvider.class).findFirst().orElseThrow().create(OPEN_FILES);

  final AtomicInteger created = new AtomicInteger();
  final AtomicInteger flushes = new AtomicInteger();
  volatile long freeBytes = Long.MAX_VALUE;

  /** What can be written before the disk is full, whatever it said of its room. */
  final AtomicLong writableBytes = new AtomicLong(Long.MAX_VALUE);

  volatile Runnable beforeCommit = () -> {};
  volatile Runnable beforeRead = () -> {};
  volatile Runnable afterFlush = () -> {};
  volatile Runnable afterDiscard = () -> {};

  /** Of files that stood there, not of those that arrive. */
  public long bytesRead() {
    return bytesRead.get();
  }

  /** How many files are open. */
  int open() {
    return open.size();
  }

  @Override
  public SourceBlob open(Path file) throws StoreException {
    SourceBlob blob = files.open(file);
    open.add(blob);
    return new SourceBlob() {
      @Override
      public ChangeStamp stamp() throws StoreException {
        return blob.stamp();
      }

      @Override
      public void read(long position, ByteBuffer target) throws StoreException {
        beforeRead.run();
        bytesRead.addAndGet(target.remaining());
        blob.read(position, target);
      }

      @Override
      public void close() throws StoreException {
        open.remove(blob);
        blob.close();
      }
    };
  }

  @Override
  public PartialBlob create(Path target, long sizeBytes) throws StoreException {
    return watched(files.create(target, sizeBytes));
  }

  @Override
  public PartialBlob create(Path target, long sizeBytes, Path partial) throws StoreException {
    created.incrementAndGet();
    return watched(files.create(target, sizeBytes, partial));
  }

  @Override
  public PartialBlob reopen(Path partial, Path target, long sizeBytes) throws StoreException {
    return watched(files.reopen(partial, target, sizeBytes));
  }

  private PartialBlob watched(PartialBlob blob) {
    open.add(blob);
    return new WatchedPartial(blob);
  }

  @Override
  public long freeBytes(Path path) throws StoreException {
    return Math.min(freeBytes, files.freeBytes(path));
  }

  @Override
  public void close() throws StoreException {
    files.close();
  }

  private final class WatchedPartial implements PartialBlob {
    private final PartialBlob blob;

    WatchedPartial(PartialBlob blob) {
      this.blob = blob;
    }

    @Override
    public Path file() {
      return blob.file();
    }

    @Override
    public void write(long position, ByteBuffer bytes) throws StoreException {
      if (writableBytes.addAndGet(-bytes.remaining()) < 0) {
        throw new StoreException(StoreException.Reason.FULL, "full, for this test", null);
      }
      blob.write(position, bytes);
    }

    @Override
    public void read(long position, ByteBuffer target) throws StoreException {
      blob.read(position, target);
    }

    @Override
    public void flush() throws StoreException {
      flushes.incrementAndGet();
      blob.flush();
      afterFlush.run();
    }

    @Override
    public Path commit(boolean replace) throws StoreException {
      beforeCommit.run();
      Path target = blob.commit(replace);
      open.remove(blob);
      return target;
    }

    @Override
    public void discard() throws StoreException {
      open.remove(blob);
      blob.discard();
      afterDiscard.run();
    }

    @Override
    public void close() throws StoreException {
      open.remove(blob);
      blob.close();
    }
  }
}
