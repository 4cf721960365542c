package io.scp2p.store.file;

import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A file beside its target. Reads and writes share it; what ends it has it alone. */
final class FilePartial implements PartialBlob {
  private static final Set<OpenOption> READ_WRITE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private final OpenFiles files;
  private final PooledFile file;
  private final FinalName name;
  private final long sizeBytes;
  private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();
  private boolean closed;
  private boolean committed;

  FilePartial(OpenFiles files, Path partial, Path target, long sizeBytes) throws StoreException {
    this.files = files;
    this.file =
        new PooledFile(
            partial, READ_WRITE, PooledFile.stamp(partial, LinkOption.NOFOLLOW_LINKS).fileKey());
    this.name = new FinalName(partial, target);
    this.sizeBytes = sizeBytes;
  }

  @Override
  public Path file() {
    return file.path();
  }

  @Override
  public void write(long position, ByteBuffer bytes) throws StoreException {
    mustBeWithin(position, bytes);
    long origin = position - bytes.position();
    life.readLock().lock();
    try {
      mustBeOpen();
      files.use(file, channel -> write(channel, origin, bytes));
    } catch (IOException e) {
      throw failedWrite(bytes.remaining(), e);
    } finally {
      life.readLock().unlock();
    }
  }

  private static void write(FileChannel channel, long origin, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes, origin + bytes.position());
    }
  }

  /** The system's words may be in any language: what counts is that the rest does not fit. */
  private StoreException failedWrite(long unwritten, IOException cause) {
    StoreException sorted = FileErrors.of("cannot write to", file.path(), cause);
    if (sorted.reason() != Reason.FAILED) {
      return sorted;
    }
    try {
      if (Files.getFileStore(file.path()).getUsableSpace() < unwritten) {
        return new StoreException(
            Reason.FULL, sorted.getMessage() + ". Free some space, then try again", cause);
      }
    } catch (IOException e) {
      sorted.addSuppressed(e);
    }
    return sorted;
  }

  private void mustBeWithin(long position, ByteBuffer bytes) {
    if (position < 0 || position > sizeBytes - bytes.remaining()) {
      throw new IllegalArgumentException(
          bytes.remaining() + " bytes at " + position + " are not within " + sizeBytes);
    }
  }

  @Override
  public void read(long position, ByteBuffer into) throws StoreException {
    mustBeWithin(position, into);
    life.readLock().lock();
    try {
      mustBeOpen();
      FileSource.fill(files, file, position, into);
    } finally {
      life.readLock().unlock();
    }
  }

  @Override
  public void flush() throws StoreException {
    life.readLock().lock();
    try {
      mustBeOpen();
      force();
    } finally {
      life.readLock().unlock();
    }
  }

  /** A file whose folder was deleted takes writes as before; only its name tells. */
  private void force() throws StoreException {
    try {
      files.use(file, channel -> channel.force(true));
      file.mustBeTheSame();
    } catch (IOException e) {
      throw FileErrors.of("cannot flush", file.path(), e);
    }
  }

  private void mustBeOpen() throws StoreException {
    if (closed) {
      throw new StoreException(Reason.CLOSED, file.path() + " was closed before", null);
    }
  }

  @Override
  public Path commit(boolean replace) throws StoreException {
    life.writeLock().lock();
    try {
      mustBeOpen();
      force();
      name.give(replace);
      committed = true;
      retire();
    } finally {
      life.writeLock().unlock();
    }
    name.flush(); // If this fails, the file is there all the same.
    return name.target();
  }

  private void retire() throws StoreException {
    closed = true;
    try {
      files.retire(file);
    } catch (IOException e) {
      throw FileErrors.of("cannot close", file.path(), e);
    }
  }

  @Override
  public void discard() throws StoreException {
    life.writeLock().lock();
    try {
      retire();
      if (!committed) {
        name.dropPartial();
      }
    } finally {
      life.writeLock().unlock();
    }
  }

  @Override
  public void close() throws StoreException {
    life.writeLock().lock();
    try {
      retire();
    } finally {
      life.writeLock().unlock();
    }
  }
}
