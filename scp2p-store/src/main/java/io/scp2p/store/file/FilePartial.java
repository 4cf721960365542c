package io.scp2p.store.file;

import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A file beside its target. Reads and writes share it; what ends it has it alone. */
final class FilePartial implements PartialBlob {
  private static final Set<OpenOption> READ_WRITE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private final OpenFiles files;
  private final PooledFile file;
  private final Path target;
  private final long sizeBytes;
  private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();
  private boolean closed;
  private boolean committed;

  FilePartial(OpenFiles files, Path partial, Path target, long sizeBytes) throws StoreException {
    this.files = files;
    this.file =
        new PooledFile(
            partial, READ_WRITE, PooledFile.stamp(partial, LinkOption.NOFOLLOW_LINKS).fileKey());
    this.target = target;
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
      refuseLink(target);
      refuseFolder();
      if (replace) {
        moveOver();
      } else {
        linkBeside();
      }
      committed = true;
      retire();
    } finally {
      life.writeLock().unlock();
    }
    Folders.force(Folders.parentOf(target)); // If this fails, the file is there all the same.
    return target;
  }

  static void refuseLink(Path target) throws StoreException {
    if (Files.isSymbolicLink(target)) {
      throw new StoreException(
          Reason.DENIED,
          target
              + " is a symbolic link, and content is not written through links. Remove it, or"
              + " choose another name",
          null);
    }
  }

  private void refuseFolder() throws StoreException {
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new StoreException(
          Reason.EXISTS, target + " is a folder. Choose another name, or remove it", null);
    }
  }

  private void moveOver() throws StoreException {
    try {
      Files.move(file.path(), target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw FileErrors.of("cannot move " + file.path() + " to", target, e);
    }
  }

  /**
   * A second name is only ever given if nobody has it, which a check before a move could not
   * promise. Without second names the target is taken with an empty file first.
   */
  private void linkBeside() throws StoreException {
    try {
      Files.createLink(target, file.path());
    } catch (FileAlreadyExistsException e) {
      if (!isOurs()) {
        throw FileErrors.of("there is already", target, e);
      }
    } catch (NoSuchFileException e) {
      throw FileErrors.of("cannot move " + file.path() + " to", target, e);
    } catch (UnsupportedOperationException | IOException e) {
      reserveAndMove();
      return;
    }
    deleteFile();
  }

  /** Whether an earlier commit was ended between the two names. */
  private boolean isOurs() {
    try {
      return Files.isSameFile(target, file.path());
    } catch (IOException e) {
      return false;
    }
  }

  /** For file systems without second names: a crash in between leaves an empty target. */
  void reserveAndMove() throws StoreException {
    try {
      Files.createFile(target);
    } catch (IOException e) {
      throw FileErrors.of("cannot create", target, e);
    }
    try {
      moveOver();
    } catch (StoreException e) {
      try {
        Files.deleteIfExists(target);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  private void deleteFile() throws StoreException {
    try {
      Files.deleteIfExists(file.path());
    } catch (IOException e) {
      throw FileErrors.of("cannot delete", file.path(), e);
    }
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
        deleteFile();
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
