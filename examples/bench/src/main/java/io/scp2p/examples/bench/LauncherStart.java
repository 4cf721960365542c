package io.scp2p.examples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A daemon as somebody starts it at a terminal, by the launcher of the repository. */
final class LauncherStart {
  private static final String READY = "ready ";

  private LauncherStart() {}

  /** Builds, and prepares for this JVM, if that was not done yet. */
  static void prepare(Path root) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(root.resolve("scp2p").toString(), "--version")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("the launcher ended with " + process.exitValue());
    }
  }

  /** From the start of the launcher to the line that says that all is there, then ends it. */
  static double readyMillis(Path root, Path home) throws IOException, InterruptedException {
    String launcher = root.resolve("scp2p").toString();
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(
                List.of(
                    launcher,
                    "run",
                    "--home",
                    home.toString(),
                    "--no-lan",
                    "--no-port-mapping",
                    "--tcp-port=0",
                    "--quic-port=0",
                    "--http-port=0"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      String line = said.readLine();
      while (line != null && !line.startsWith(READY)) {
        line = said.readLine();
      }
      double millis = (System.nanoTime() - start) / 1e6;
      if (line == null) {
        throw new IOException("the daemon ended with " + process.waitFor());
      }
      return millis;
    } finally {
      process.destroy();
      process.waitFor();
    }
  }
}
