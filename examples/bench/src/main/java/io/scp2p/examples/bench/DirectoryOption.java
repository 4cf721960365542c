package io.scp2p.examples.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command works. */
final class DirectoryOption {
  @Option(
      names = "--directory",
      description = "where to work, on the disk that counts; default: a temporary one")
  private @Nullable Path directory;

  /** As it was given. */
  @Nullable Path given() {
    return directory;
  }

  /** A new one there. */
  WorkDirectory open() throws IOException {
    return WorkDirectory.in(directory);
  }
}
