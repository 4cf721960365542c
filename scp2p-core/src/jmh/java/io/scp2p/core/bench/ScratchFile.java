package io.scp2p.core.bench;

import io.scp2p.core.crypto.blake3.Blake3;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A file of random bytes, just written and so in the page cache, gone when closed. */
final class ScratchFile implements AutoCloseable {
  private static final int MEBIBYTE = 1 << 20;
  private static final Path DIRECTORY = Path.of("target");

  private final Path path;

  private ScratchFile(Path path) {
    this.path = path;
  }

  static ScratchFile ofMebibytes(int count) throws IOException {
    Files.createDirectories(DIRECTORY);
    Path path = Files.createTempFile(DIRECTORY.toAbsolutePath(), "bench", ".bin");
    byte[] random = new byte[MEBIBYTE];
    SplittableRandom source = new SplittableRandom(1);
    try (OutputStream out = Files.newOutputStream(path)) {
      for (int i = 0; i < count; i++) {
        source.nextBytes(random);
        out.write(random);
      }
    }
    return new ScratchFile(path);
  }

  Path path() {
    return path;
  }

  long bytes() throws IOException {
    return Files.size(path);
  }

  /**
   * Reads a file chunk by chunk into one direct buffer: reading into an array costs a tenth more,
   * since the channel then copies through a direct buffer of its own.
   */
  static void forEachChunk(Path path, Consumer<ByteBuffer> consumer) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      ByteBuffer chunk = ByteBuffer.allocateDirect(Blake3.CHUNK_BYTES);
      while (channel.read(chunk) >= 0) {
        if (!chunk.hasRemaining()) {
          consumer.accept(chunk.flip());
          chunk.clear();
        }
      }
      if (chunk.position() > 0) {
        consumer.accept(chunk.flip());
      }
    }
  }

  @Override
  public void close() {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
