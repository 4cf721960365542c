package io.scp2p.examples.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Small trees of random files. */
final class Folders {
  private static final int MAX_FILES = 12;
  private static final int MAX_FILE_BYTES = 700_000;

  private Folders() {}

  static void fill(Path folder, SplittableRandom random) throws IOException {
    Files.createDirectories(folder);
    int files = 1 + random.nextInt(MAX_FILES);
    for (int i = 0; i < files; i++) {
      write(folder.resolve("part " + i % 3).resolve("file " + i + ".bin"), random);
    }
  }

  static void write(Path file, SplittableRandom random) throws IOException {
    Files.createDirectories(file.getParent());
    byte[] bytes = new byte[random.nextInt(MAX_FILE_BYTES)];
    random.nextBytes(bytes);
    Files.write(file, bytes);
  }

  /** Files of which the other folder has something else under the same name, or nothing. */
  static List<String> differences(Path expected, Path actual) throws IOException {
    try (Stream<Path> files = Files.walk(expected)) {
      return files
          .filter(Files::isRegularFile)
          .map(expected::relativize)
          .filter(file -> !same(expected.resolve(file), actual.resolve(file)))
          .map(Path::toString)
          .toList();
    }
  }

  private static boolean same(Path one, Path other) {
    try {
      return Files.exists(other) && Files.mismatch(one, other) == -1;
    } catch (IOException e) {
      return false;
    }
  }
}
