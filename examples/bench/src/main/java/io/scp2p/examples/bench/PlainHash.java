package io.scp2p.examples.bench;

import io.scp2p.core.crypto.blake3.Blake3;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The yardstick that is always there: one thread reads files and hashes their chunks. */
final class PlainHash {
  private static final int CHUNK_BYTES = 256 << 10;

  private PlainHash() {}

  /** Hashes all files below a folder and returns something that depends on all of them. */
  static int hash(Path top) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(top)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    byte[] chunk = new byte[CHUNK_BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(chunk);
    int mixed = 0;
    for (Path file : files) {
      try (FileChannel in = FileChannel.open(file)) {
        for (int read = fill(in, buffer); read > 0; read = fill(in, buffer)) {
          mixed ^= Blake3.chunkHash(chunk, 0, read)[0];
        }
      }
    }
    return mixed;
  }

  private static int fill(FileChannel in, ByteBuffer buffer) throws IOException {
    buffer.clear();
    int read = 0;
    while (buffer.hasRemaining() && read >= 0) {
      read = in.read(buffer);
    }
    return buffer.position();
  }
}
