package io.scp2p.examples.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory that is removed with everything in it. */
public record WorkDirectory(Path path) implements AutoCloseable {
  static WorkDirectory in(@Nullable Path parent) throws IOException {
    if (parent == null) {
      return new WorkDirectory(Files.createTempDirectory("scp2p-bench"));
    }
    Files.createDirectories(parent);
    return new WorkDirectory(Files.createTempDirectory(parent, "scp2p-bench"));
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** Removes what is there under that name. */
  void clear(String name) throws IOException {
    delete(resolve(name));
  }

  /** The bytes of all files under that name. */
  long bytes(String name) throws IOException {
    try (Stream<Path> all = Files.walk(resolve(name))) {
      return all.filter(Files::isRegularFile).mapToLong(WorkDirectory::size).sum();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a folder with everything in it. */
  public static void delete(Path top) throws IOException {
    if (Files.exists(top)) {
      try (Stream<Path> all = Files.walk(top)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    delete(path);
  }
}
