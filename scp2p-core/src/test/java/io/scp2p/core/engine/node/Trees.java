package io.scp2p.core.engine.node;

import io.scp2p.core.content.ChunkLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Folders to publish, and what came out of them. */
final class Trees {
  static final int MIB = 1 << 20;

  private Trees() {}

  /** Empty files, names of all kinds, folders in folders, small files and one of many chunks. */
  static Path sample(Path folder) throws IOException {
    write(folder.resolve("readme.txt"), "read me first".getBytes());
    write(folder.resolve("empty.txt"), new byte[0]);
    write(folder.resolve("also empty"), new byte[0]);
    write(folder.resolve("Grüße/ÄÖÜ ß – “Zitat”.md"), "umlauts".getBytes());
    write(folder.resolve("写真/二〇二六年/猫の写真.txt"), "cat".getBytes());
    write(folder.resolve("emoji 🎉/🚀🚀.txt"), "rocket".getBytes());
    write(folder.resolve("a/b/c/d/e/f/deep file.bin"), random(1, 1_000));
    write(folder.resolve("one chunk exactly.bin"), random(2, 256 << 10));
    write(folder.resolve("one chunk and a byte.bin"), random(3, (256 << 10) + 1));
    write(folder.resolve("films/holiday film.bin"), random(4, 5 * MIB + 321));
    write(folder.resolve("films/the same again.bin"), random(4, 5 * MIB + 321));
    return folder;
  }

  static byte[] random(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static Path write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  /**
   * A large file that takes little room: holes, and in each chunk its number and the size of the
   * file, so that no chunk can stand for another.
   */
  static Path sparse(Path file, long size) throws IOException {
    Files.createDirectories(file.getParent());
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(size);
      for (long at = 0; at + 2 * Long.BYTES <= size; at += ChunkLayout.CHUNK_BYTES) {
        out.seek(at);
        out.writeLong(at / ChunkLayout.CHUNK_BYTES);
        out.writeLong(size);
      }
    }
    return file;
  }

  /** The relative path and size of every ordinary file. */
  static Map<String, Long> listing(Path folder) throws IOException {
    Map<String, Long> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.size(file));
      }
    }
    return files;
  }

  /** What differs between two folders; empty if nothing does. */
  static List<String> differences(Path expected, Path actual) throws IOException {
    Map<String, Long> left = listing(expected);
    Map<String, Long> right = listing(actual);
    if (!left.equals(right)) {
      Map<String, Long> missing = new TreeMap<>(left);
      missing.entrySet().removeAll(right.entrySet());
      Map<String, Long> extra = new TreeMap<>(right);
      extra.entrySet().removeAll(left.entrySet());
      return List.of("missing " + missing, "extra " + extra);
    }
    return left.keySet().stream().filter(name -> !same(expected, actual, name)).toList();
  }

  private static boolean same(Path expected, Path actual, String name) {
    try {
      return Files.mismatch(expected.resolve(name), actual.resolve(name)) < 0;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
