package io.scp2p.examples.node.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Files to show something with, the same at every run; and whether two folders are the same. */
final class SampleFolder {
  static final int SMALL_FILES = 40;

  private static final int BLOCK_BYTES = 1 << 20;

  private SampleFolder() {}

  /** Letters in folders, and one large film. */
  static void fill(Path folder, int mebibytes) throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < SMALL_FILES; i++) {
      Path file =
          folder.resolve("letters").resolve("year-" + i % 4).resolve("letter-" + i + ".txt");
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, "Letter number " + i + "\n" + "x".repeat(random.nextInt(4096)));
    }
    noise(folder.resolve("holiday film.bin"), mebibytes, 2);
  }

  /** A file that cannot be compressed. */
  static void noise(Path file, int mebibytes, long seed) throws IOException {
    Random random = new Random(seed);
    byte[] block = new byte[BLOCK_BYTES];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < mebibytes; i++) {
        random.nextBytes(block);
        out.write(block);
      }
    }
  }

  /** How many files both have, byte for byte the same; -1 if anything differs. */
  static int same(Path one, Path other) throws IOException {
    List<Path> names = names(one);
    if (!names.equals(names(other))) {
      return -1;
    }
    for (Path name : names) {
      if (Files.mismatch(one.resolve(name), other.resolve(name)) >= 0) {
        return -1;
      }
    }
    return names.size();
  }

  private static List<Path> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
    }
  }

  /** A folder, but what is not to go; it stays if something of it does. */
  static void delete(Path root, Predicate<Path> which) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).filter(which).toList()) {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || isEmpty(path)) {
          Files.deleteIfExists(path);
        }
      }
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.findAny().isEmpty();
    }
  }
}
