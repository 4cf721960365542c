package io.scp2p.examples.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * This program in another JVM.
 *
 * @param options of that JVM, beside the class path
 */
record FreshJvm(List<String> options) {
  /** As somebody starts his application who has read nothing about starts. */
  static final FreshJvm PLAIN = new FreshJvm(List.of());

  /**
   * A JVM with an archive of the classes that a command loads, as {@code docs/embedding.md} says
   * how; none where the JVM does not make one, as it does not of folders of classes.
   */
  static Optional<FreshJvm> withArchive(Path archive, String... command)
      throws IOException, InterruptedException {
    FreshJvm rehearsal = new FreshJvm(List.of("-XX:ArchiveClassesAtExit=" + archive));
    Process process =
        rehearsal
            .builder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0 || !Files.exists(archive)) {
      return Optional.empty();
    }
    return Optional.of(new FreshJvm(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off")));
  }

  /** Runs a command; what it has printed. */
  String run(String... command) throws IOException, InterruptedException {
    Process process = builder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command[0] + " ended with " + process.exitValue());
    }
    return said;
  }

  private ProcessBuilder builder(String... command) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(options);
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Bench.class.getName()));
    words.addAll(List.of(command));
    return new ProcessBuilder(words);
  }
}
