package io.scp2p.core.engine.node;

import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.BlobStoreProvider;
import io.scp2p.api.spi.ChangeStamp;
import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.SourceBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The real files, between which and the node a test can put lies and a full disk. */
final class FaultyBlobs implements BlobStore {
  private static final int MAX_OPEN_FILES = 64;

  /** From now on everything that is read has another first byte. */
  volatile boolean lying;

  /** Files that end like this may not be read. */
  volatile Path denied = Path.of("none is called so");

  /** Called around everything that is read. */
  volatile Runnable beforeRead = () -> {};

  volatile Runnable afterRead = () -> {};

  /** Bytes that still fit on the disk. */
  final AtomicLong room = new AtomicLong(Long.MAX_VALUE);

  /** Thrown in the end. */
  volatile @Nullable RuntimeException bugOnClose;

  private final BlobStore real =
      ServiceLoader.load(BlobStoreProvider.class).findFirst().orElseThrow().create(MAX_OPEN_FILES);

  @Override
  public SourceBlob open(Path file) throws StoreException {
    if (file.endsWith(denied)) {
      throw new StoreException(Reason.DENIED, "access to " + file + " is refused", null);
    }
    SourceBlob source = real.open(file);
    return new SourceBlob() {
      @Override
      public ChangeStamp stamp() throws StoreException {
        return source.stamp();
      }

      @Override
      public void read(long position, ByteBuffer target) throws StoreException {
        int at = target.position();
        beforeRead.run();
        source.read(position, target);
        afterRead.run();
        if (lying) {
          target.put(at, (byte) (target.get(at) ^ 1));
        }
      }

      @Override
      public void close() throws StoreException {
        source.close();
      }
    };
  }

  @Override
  public PartialBlob create(Path target, long sizeBytes) throws StoreException {
    return new Limited(real.create(target, sizeBytes));
  }

  @Override
  public PartialBlob create(Path target, long sizeBytes, Path partial) throws StoreException {
    return new Limited(real.create(target, sizeBytes, partial));
  }

  @Override
  public PartialBlob reopen(Path partial, Path target, long sizeBytes) throws StoreException {
    return new Limited(real.reopen(partial, target, sizeBytes));
  }

  @Override
  public long freeBytes(Path path) throws StoreException {
    return real.freeBytes(path);
  }

  @Override
  public void close() throws StoreException {
    real.close();
    if (bugOnClose != null) {
      throw bugOnClose;
    }
  }

  private final class Limited implements PartialBlob {
    private final PartialBlob real;

    Limited(PartialBlob real) {
      this.real = real;
    }

    @Override
    public Path file() {
      return real.file();
    }

    @Override
    public void write(long position, ByteBuffer bytes) throws StoreException {
      if (room.addAndGet(-bytes.remaining()) < 0) {
        throw new StoreException(Reason.FULL, "no room is left", null);
      }
      real.write(position, bytes);
    }

    @Override
    public void read(long position, ByteBuffer target) throws StoreException {
      real.read(position, target);
    }

    @Override
    public void flush() throws StoreException {
      real.flush();
    }

    @Override
    public Path commit(boolean replace) throws StoreException {
      return real.commit(replace);
    }

    @Override
    public void discard() throws StoreException {
      real.discard();
    }

    @Override
    public void close() throws StoreException {
      real.close();
    }
  }
}
