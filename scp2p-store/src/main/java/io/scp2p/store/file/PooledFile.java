package io.scp2p.store.file;

import io.scp2p.api.spi.ChangeStamp;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that is opened whenever it is used. The fields that change belong to {@link OpenFiles} and
 * are only touched under its lock.
 */
final class PooledFile {
  private final Path path;
  private final Set<? extends OpenOption> options;
  private final @Nullable String fileKey;

  @Nullable FileChannel channel;
  int leases;
  boolean opening;
  boolean retired;

  PooledFile(Path path, Set<? extends OpenOption> options, @Nullable String fileKey) {
    this.path = path;
    this.options = options;
    this.fileKey = fileKey;
  }

  Path path() {
    return path;
  }

  static ChangeStamp stamp(Path path, LinkOption... links) throws StoreException {
    BasicFileAttributes found;
    try {
      found = Files.readAttributes(path, BasicFileAttributes.class, links);
    } catch (IOException e) {
      throw FileErrors.of("cannot look at", path, e);
    }
    if (!found.isRegularFile()) { // A pipe would block whoever opens it.
      throw new StoreException(Reason.MISSING, path + " is not an ordinary file", null);
    }
    Object key = found.fileKey();
    return new ChangeStamp(
        found.size(), found.lastModifiedTime().toInstant(), key == null ? null : key.toString());
  }

  FileChannel open() throws IOException {
    mustBeTheSame();
    FileChannel opened = FileChannel.open(path, options);
    try {
      mustBeTheSame(); // It may have been exchanged while it was opened.
      return opened;
    } catch (StoreException e) {
      opened.close();
      throw e;
    }
  }

  /** A file that another one has taken the place of is not read as if it were the old one. */
  void mustBeTheSame() throws StoreException {
    String present = stamp(path).fileKey();
    if (fileKey != null && !fileKey.equals(present)) {
      throw new StoreException(
          Reason.CHANGED, path + " was replaced by another file since it was opened", null);
    }
  }
}
