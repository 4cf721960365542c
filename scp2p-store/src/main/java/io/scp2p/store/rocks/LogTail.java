package io.scp2p.store.rocks;

import io.scp2p.api.spi.StoreException;
import io.scp2p.store.file.FileErrors;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Cuts what a loss of power left at the end of a write-ahead log.
 *
 * <p>RocksDB stops its replay at the first record that does not check out; but after some kinds of
 * rubbish its reader never returns, whatever the recovery mode (found with 11.8.1). So we look
 * first, and hand it a log that ends where the replay would have ended.
 *
 * <p>A log is a row of blocks. A record is checksum (4 bytes), length (2) and type (1), then its
 * bytes; it never crosses the end of a block, and a block may end in a few bytes of nothing.
 */
final class LogTail {
  private static final System.Logger LOG = System.getLogger(LogTail.class.getName());
  private static final int BLOCK_BYTES = 32 << 10;
  private static final int HEADER_BYTES = 7;
  private static final int LENGTH_OFFSET = 4;
  private static final int TYPE_OFFSET = 6;
  private static final int MASK_DELTA = 0xa282ead8;
  private static final int MASK_ROTATION = 15;

  private LogTail() {}

  static void cutAll(Path directory) throws StoreException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory, "*.log")) {
      for (Path log : logs) {
        if (Files.size(log) > 0) {
          cut(log);
        }
      }
    } catch (IOException e) {
      throw FileErrors.of("cannot check the log in", directory, e);
    }
  }

  private static void cut(Path log) throws IOException {
    try (FileChannel channel =
        FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long sound = soundBytes(channel);
      long lost = channel.size() - sound;
      if (lost > 0) {
        LOG.log(Level.WARNING, "the log of the state store ended in {0} torn bytes", lost);
        channel.truncate(sound);
        channel.force(true);
      }
    }
  }

  /** {@return where the first record begins that is not whole} */
  static long soundBytes(FileChannel channel) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long start = 0;
    while (true) {
      fill(channel, start, block.clear());
      int sound = soundBytes(block.flip());
      if (sound < block.limit() || block.limit() < BLOCK_BYTES) {
        return start + sound;
      }
      start += BLOCK_BYTES;
    }
  }

  private static void fill(FileChannel channel, long start, ByteBuffer block) throws IOException {
    while (block.hasRemaining()) {
      if (channel.read(block, start + block.position()) < 0) {
        return;
      }
    }
  }

  private static int soundBytes(ByteBuffer block) {
    int position = 0;
    while (position + HEADER_BYTES <= block.limit()) {
      int length = Short.toUnsignedInt(block.getShort(position + LENGTH_OFFSET));
      int end = position + HEADER_BYTES + length;
      if (end > block.limit() || block.getInt(position) != checksum(block, position, end)) {
        return position;
      }
      position = end;
    }
    // What is too short for a header is filling at the end of a block, and nothing elsewhere.
    return block.limit() == BLOCK_BYTES ? BLOCK_BYTES : position;
  }

  /** Masked, because a log may hold bytes that hold checksums. */
  private static int checksum(ByteBuffer block, int position, int end) {
    CRC32C crc = new CRC32C();
    crc.update(block.duplicate().position(position + TYPE_OFFSET).limit(end));
    return Integer.rotateRight((int) crc.getValue(), MASK_ROTATION) + MASK_DELTA;
  }
}
