package io.scp2p.store.file;

import io.scp2p.api.spi.ChangeStamp;
import io.scp2p.api.spi.SourceBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** A file of the user. It is only ever read. */
final class FileSource implements SourceBlob {
  private final OpenFiles files;
  private final PooledFile file;

  private FileSource(OpenFiles files, PooledFile file) {
    this.files = files;
    this.file = file;
  }

  /** Opens a file at once, so that one that cannot be read is found now. */
  static FileSource open(OpenFiles files, Path path) throws StoreException {
    String fileKey = PooledFile.stamp(path).fileKey();
    PooledFile file = new PooledFile(path, Set.of(StandardOpenOption.READ), fileKey);
    try {
      files.use(file, channel -> {});
    } catch (IOException e) {
      throw FileErrors.of("cannot open", path, e);
    }
    return new FileSource(files, file);
  }

  @Override
  public ChangeStamp stamp() throws StoreException {
    return PooledFile.stamp(file.path());
  }

  @Override
  public void read(long position, ByteBuffer target) throws StoreException {
    fill(files, file, position, target);
  }

  static void fill(OpenFiles files, PooledFile file, long position, ByteBuffer target)
      throws StoreException {
    if (position < 0) {
      throw new IllegalArgumentException("negative position: " + position);
    }
    long origin = position - target.position();
    try {
      files.use(file, channel -> fill(file, channel, origin, target));
    } catch (IOException e) {
      throw FileErrors.of("cannot read", file.path(), e);
    }
  }

  private static void fill(PooledFile file, FileChannel channel, long origin, ByteBuffer target)
      throws IOException {
    while (target.hasRemaining()) {
      long next = origin + target.position();
      if (channel.read(target, next) < 0) {
        throw new StoreException(
            Reason.CHANGED,
            file.path() + " became shorter: it ends at " + channel.size() + ", not beyond " + next,
            null);
      }
    }
  }

  @Override
  public void close() throws StoreException {
    try {
      files.retire(file);
    } catch (IOException e) {
      throw FileErrors.of("cannot close", file.path(), e);
    }
  }
}
