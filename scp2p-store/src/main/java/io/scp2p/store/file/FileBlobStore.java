package io.scp2p.store.file;

import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.ChangeStamp;
import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.SourceBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;

/** Content in plain files, a bounded number of them open at a time. */
final class FileBlobStore implements BlobStore {
  /** What a disk must have left beside the content, or nothing else on it works any more. */
  static final long SPARE_BYTES = 1L << 20;

  private static final int MAX_NAME_ATTEMPTS = 16;

  private final OpenFiles files;
  private volatile boolean closed;

  FileBlobStore(int maxOpenFiles) {
    files = new OpenFiles(maxOpenFiles);
  }

  OpenFiles files() {
    return files;
  }

  private void mustBeOpen() throws StoreException {
    if (closed) {
      throw new StoreException(Reason.CLOSED, "the content store was closed before", null);
    }
  }

  @Override
  public SourceBlob open(Path file) throws StoreException {
    mustBeOpen();
    return FileSource.open(files, file.toAbsolutePath());
  }

  @Override
  public PartialBlob create(Path target, long sizeBytes) throws StoreException {
    Path absolute = target.toAbsolutePath();
    prepare(absolute, sizeBytes);
    Path partial = createBeside(Folders.parentOf(absolute), sizeBytes);
    return new FilePartial(files, partial, absolute, sizeBytes);
  }

  private void prepare(Path target, long sizeBytes) throws StoreException {
    mustBeOpen();
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("negative size: " + sizeBytes);
    }
    Path folder = Folders.parentOf(target);
    FinalName.refuseLink(target);
    mustFit(folder, sizeBytes);
    Folders.create(folder);
  }

  @Override
  public PartialBlob create(Path target, long sizeBytes, Path partial) throws StoreException {
    Path absolute = target.toAbsolutePath();
    Path named = beside(absolute, partial);
    prepare(absolute, sizeBytes);
    try {
      Files.deleteIfExists(named);
      allocate(named, sizeBytes);
    } catch (IOException e) {
      throw FileErrors.of("cannot create", named, e);
    }
    return new FilePartial(files, named, absolute, sizeBytes);
  }

  private static Path beside(Path target, Path partial) {
    Path named = partial.toAbsolutePath();
    if (!Folders.parentOf(named).equals(Folders.parentOf(target))) {
      throw new IllegalArgumentException(named + " is not in the folder of " + target);
    }
    return named;
  }

  @Override
  public void write(Path target, Path partial, ByteBuffer bytes, boolean replace)
      throws StoreException {
    Path absolute = target.toAbsolutePath();
    Path named = beside(absolute, partial);
    prepare(absolute, bytes.remaining());
    FinalName name = new FinalName(named, absolute);
    boolean given = false;
    try {
      writeNew(named, bytes);
      name.give(replace);
      given = true;
    } catch (IOException e) {
      throw FileErrors.of("cannot write", named, e);
    } finally {
      if (!given) {
        deleteQuietly(named);
      }
    }
  }

  /** Not one of the files that stay open: it is written and flushed at once. */
  private static void writeNew(Path partial, ByteBuffer bytes) throws IOException {
    try (FileChannel channel = openNew(partial)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** CREATE_NEW follows no link; what an earlier run has left is deleted first. */
  private static FileChannel openNew(Path partial) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      return FileChannel.open(partial, options);
    } catch (FileAlreadyExistsException e) {
      Files.delete(partial);
      return FileChannel.open(partial, options);
    }
  }

  @Override
  public void flushNames(Path folder) throws StoreException {
    mustBeOpen();
    Folders.force(folder.toAbsolutePath());
  }

  private void mustFit(Path folder, long sizeBytes) throws StoreException {
    long free = freeBytes(folder);
    if (free - SPARE_BYTES < sizeBytes) {
      throw new StoreException(
          Reason.FULL,
          "not enough room in "
              + folder
              + ": "
              + sizeBytes
              + " bytes needed and "
              + SPARE_BYTES
              + " to spare, "
              + free
              + " free. Free some space, then try again",
          null);
    }
  }

  /** A name of 35 characters that starts with a dot fits into every file system and is hidden. */
  private static Path createBeside(Path folder, long sizeBytes) throws StoreException {
    for (int attempt = 1; ; attempt++) {
      String unique = UUID.randomUUID().toString().replace("-", "").substring(0, 20);
      Path partial = folder.resolve(".scp2p-" + unique + ".partial");
      try {
        allocate(partial, sizeBytes);
        return partial;
      } catch (FileAlreadyExistsException e) {
        if (attempt == MAX_NAME_ATTEMPTS) {
          throw FileErrors.of("cannot find an unused name like", partial, e);
        }
      } catch (IOException e) {
        deleteQuietly(partial);
        throw FileErrors.of("cannot create", partial, e);
      }
    }
  }

  /** CREATE_NEW follows no link and takes nothing over. The last byte gives the size, sparsely. */
  private static void allocate(Path partial, long sizeBytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            partial,
            Set.of(
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE))) {
      if (sizeBytes > 0) {
        channel.write(ByteBuffer.allocate(1), sizeBytes - 1);
      }
    }
  }

  private static void deleteQuietly(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      // The failure that led here is the one to report.
    }
  }

  @Override
  public PartialBlob reopen(Path partial, Path target, long sizeBytes) throws StoreException {
    mustBeOpen();
    Path absolute = partial.toAbsolutePath();
    ChangeStamp found = PooledFile.stamp(absolute, LinkOption.NOFOLLOW_LINKS);
    if (found.sizeBytes() != sizeBytes) {
      throw new StoreException(
          Reason.CHANGED,
          absolute + " has " + found.sizeBytes() + " bytes, not " + sizeBytes,
          null);
    }
    FinalName.refuseLink(target.toAbsolutePath());
    return new FilePartial(files, absolute, target.toAbsolutePath(), sizeBytes);
  }

  @Override
  public long freeBytes(Path path) throws StoreException {
    mustBeOpen();
    Path existing = Folders.existing(path);
    if (existing == null) {
      throw new StoreException(Reason.MISSING, "no folder above " + path + " exists", null);
    }
    // Asks the disk alone; a FileStore reads the list of all disks first.
    long free = existing.toFile().getUsableSpace();
    if (free > 0) {
      return free;
    }
    try {
      return Files.getFileStore(existing).getUsableSpace();
    } catch (IOException e) {
      throw FileErrors.of("cannot tell the free space of", existing, e);
    }
  }

  @Override
  public void close() throws StoreException {
    closed = true;
    try {
      files.close();
    } catch (IOException e) {
      throw new StoreException(Reason.FAILED, "a file could not be closed", e);
    }
  }
}
