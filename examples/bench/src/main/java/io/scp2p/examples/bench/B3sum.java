package io.scp2p.examples.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The program {@code b3sum}, if whoever measures has installed it. */
final class B3sum {
  private B3sum() {}

  static boolean isInstalled() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "b3sum")));
  }

  /** Hashes all files below a folder, with as many threads as it likes. */
  static void hash(Path top) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("b3sum"));
    try (Stream<Path> all = Files.walk(top)) {
      all.filter(Files::isRegularFile).forEach(file -> command.add(file.toString()));
    }
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("b3sum ended with " + process.exitValue());
    }
  }
}
