package io.scp2p.store.rocks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import io.scp2p.store.file.FileErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One store for each directory, in this process and beyond it. The system releases the lock when
 * the process ends, however it ends.
 */
final class DirectoryLock implements AutoCloseable {
  static final String FILE_NAME = "scp2p.lock";

  /** Far behind the text, so that others can read who holds it where locks forbid reading. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private static final int MAX_TEXT_BYTES = 32;

  /**
   * Asked before the file is touched: on POSIX systems closing any channel of a file gives up the
   * locks of the whole process on it.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  static DirectoryLock acquire(Path directory) throws StoreException {
    Path real;
    try {
      real = directory.toRealPath();
    } catch (IOException e) {
      throw FileErrors.of("cannot find", directory, e);
    }
    if (!HELD_HERE.add(real)) {
      throw inUse(real, "another node of this process", null);
    }
    try {
      return new DirectoryLock(real, locked(real));
    } catch (StoreException e) {
      HELD_HERE.remove(real);
      throw e;
    }
  }

  private static FileChannel locked(Path directory) throws StoreException {
    Path file = directory.resolve(FILE_NAME);
    FileChannel channel = null;
    boolean locked = false;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
        throw inUse(directory, "process " + holder(channel), null);
      }
      locked = true;
      sign(channel);
      return channel;
    } catch (OverlappingFileLockException e) {
      throw inUse(directory, "another node of this process", e);
    } catch (IOException e) {
      throw FileErrors.of("cannot lock", file, e);
    } finally {
      if (!locked) {
        closeQuietly(channel);
      }
    }
  }

  /** Only for the message of the next one: a full disk must not keep a store from opening. */
  private static void sign(FileChannel channel) {
    try {
      byte[] text = Long.toString(ProcessHandle.current().pid()).getBytes(US_ASCII);
      channel.truncate(0).write(ByteBuffer.wrap(text), 0);
    } catch (IOException e) {
      // Then the message says less.
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(MAX_TEXT_BYTES);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), US_ASCII).trim();
  }

  private static StoreException inUse(Path directory, String who, @Nullable Throwable cause) {
    return new StoreException(
        Reason.LOCKED,
        "the home "
            + directory
            + " is in use by "
            + who
            + ". Close that node first, or give this one a home of its own",
        cause);
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // The failure that led here is the one to report.
      }
    }
  }

  @Override
  public void close() throws StoreException {
    try {
      channel.close();
    } catch (IOException e) {
      throw FileErrors.of("cannot unlock", directory, e);
    } finally {
      HELD_HERE.remove(directory);
    }
  }
}
