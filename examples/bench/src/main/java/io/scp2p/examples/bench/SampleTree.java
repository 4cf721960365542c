package io.scp2p.examples.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** Files of random bytes, no two pieces alike, at most so many in a folder. */
final class SampleTree {
  /** Shorter ones may be alike. */
  static final int LEAST_BYTES = 2 * Long.BYTES;

  private static final long SEED = 20_261_121;
  private static final int FILES_PER_FOLDER = 1_000;
  private static final int PIECE_BYTES = 1 << 20;

  private SampleTree() {}

  /** Writes {@code count} files of {@code fileBytes} each below {@code top}. */
  static void write(Path top, int count, long fileBytes) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] piece = new byte[(int) Math.min(PIECE_BYTES, fileBytes)];
    random.nextBytes(piece);
    for (int i = 0; i < count; i++) {
      Path folder = top.resolve("folder" + i / FILES_PER_FOLDER);
      if (i % FILES_PER_FOLDER == 0) {
        Files.createDirectories(folder);
      }
      write(folder.resolve("file" + i + ".bin"), i, fileBytes, piece);
    }
  }

  /** The file, if there is but one. */
  static Path only(Path top) {
    return top.resolve("folder0").resolve("file0.bin");
  }

  private static void write(Path file, int number, long bytes, byte[] piece) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(piece);
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long at = 0; at < bytes; at += piece.length) {
        if (piece.length >= LEAST_BYTES) {
          buffer.putLong(0, number).putLong(Long.BYTES, at); // So that no two pieces are alike.
        }
        buffer.rewind().limit((int) Math.min(piece.length, bytes - at));
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
        buffer.clear();
      }
    }
  }
}
