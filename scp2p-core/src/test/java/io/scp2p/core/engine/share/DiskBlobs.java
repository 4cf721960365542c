package io.scp2p.core.engine.share;

import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.ChangeStamp;
import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.SourceBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Ordinary files, with what the tests want to know and to break. */
final class DiskBlobs implements BlobStore {
  final AtomicLong bytesRead = new AtomicLong();
  final AtomicInteger stamps = new AtomicInteger();
  final AtomicInteger open = new AtomicInteger();
  final AtomicInteger opened = new AtomicInteger();
  final Set<Path> denied = ConcurrentHashMap.newKeySet();
  volatile Runnable beforeRead = () -> {};

  @Override
  public SourceBlob open(Path file) throws StoreException {
    if (denied.contains(file)) {
      throw new StoreException(Reason.DENIED, "denied", null);
    }
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      open.incrementAndGet();
      opened.incrementAndGet();
      return new Source(file, channel);
    } catch (NoSuchFileException e) {
      throw new StoreException(Reason.MISSING, "missing", e);
    } catch (IOException e) {
      throw new StoreException(Reason.FAILED, "failed", e);
    }
  }

  @Override
  public PartialBlob create(Path target, long sizeBytes) {
    throw new AssertionError("nothing of this package makes files");
  }

  @Override
  public PartialBlob create(Path target, long sizeBytes, Path partial) {
    throw new AssertionError("nothing of this package makes files");
  }

  @Override
  public PartialBlob reopen(Path partial, Path target, long sizeBytes) {
    throw new AssertionError("nothing of this package makes files");
  }

  @Override
  public long freeBytes(Path path) {
    return Long.MAX_VALUE;
  }

  @Override
  public void close() {}

  private final class Source implements SourceBlob {
    private final Path file;
    private final FileChannel channel;
    private boolean closed;

    Source(Path file, FileChannel channel) {
      this.file = file;
      this.channel = channel;
    }

    @Override
    public ChangeStamp stamp() throws StoreException {
      stamps.incrementAndGet();
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new ChangeStamp(
            now.size(), now.lastModifiedTime().toInstant(), String.valueOf(now.fileKey()));
      } catch (IOException e) {
        throw new StoreException(Reason.MISSING, "missing", e);
      }
    }

    @Override
    public void read(long position, ByteBuffer target) throws StoreException {
      beforeRead.run();
      bytesRead.addAndGet(target.remaining());
      long at = position;
      try {
        while (target.hasRemaining()) {
          int count = channel.read(target, at);
          if (count < 0) {
            throw new StoreException(Reason.CHANGED, "shorter than expected", null);
          }
          at += count;
        }
      } catch (StoreException e) {
        throw e;
      } catch (IOException e) {
        throw new StoreException(Reason.FAILED, "failed", e);
      }
    }

    @Override
    public void close() throws StoreException {
      if (!closed) {
        closed = true;
        open.decrementAndGet();
        try {
          channel.close();
        } catch (IOException e) {
          throw new StoreException(Reason.FAILED, "failed", e);
        }
      }
    }
  }
}
