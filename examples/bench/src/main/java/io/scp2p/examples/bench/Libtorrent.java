package io.scp2p.examples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The library of Debian's {@code python3-libtorrent}, if whoever measures has installed it. */
final class Libtorrent implements AutoCloseable {
  /** Debian's own, which finds Debian's packages; another one may come first in the path. */
  private static final String PYTHON = "/usr/bin/python3";

  private static final long PATIENCE_SECONDS = 30;

  private static final String SCRIPT = "libtorrent-copy.py";

  private final long bytes;
  private final Process process;
  private final Writer toProcess;
  private final BufferedReader fromProcess;

  /** One copy of the file, over TCP on loopback, verified and written. */
  record Copied(long bytes, double seconds, double cpuSeconds) {
    double megabytesPerSecond() {
      return bytes / 1e6 / seconds;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%7.0f MB/s   CPU s/GB %5.2f",
          megabytesPerSecond(),
          cpuSeconds / (bytes / 1e9));
    }
  }

  /** Returns when the file can be fetched. */
  Libtorrent(Path file, WorkDirectory work) throws IOException {
    Path script = work.resolve(SCRIPT);
    try (InputStream text =
        Objects.requireNonNull(Libtorrent.class.getResourceAsStream(SCRIPT), SCRIPT)) {
      Files.copy(text, script);
    }
    bytes = Files.size(file);
    process =
        new ProcessBuilder(
                PYTHON, script.toString(), file.toString(), work.resolve("copies").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    toProcess = process.outputWriter(StandardCharsets.UTF_8);
    fromProcess = process.inputReader(StandardCharsets.UTF_8);
    line();
  }

  static boolean isInstalled() throws IOException, InterruptedException {
    return Files.isExecutable(Path.of(PYTHON))
        && new ProcessBuilder(List.of(PYTHON, "-c", "import libtorrent"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0;
  }

  private String line() throws IOException {
    String line = fromProcess.readLine();
    if (line == null) {
      throw new IOException("libtorrent's process has ended");
    }
    return line;
  }

  Copied copy() throws IOException {
    toProcess.write("copy\n");
    toProcess.flush();
    String[] words = line().split(" ", -1);
    return new Copied(bytes, Double.parseDouble(words[0]), Double.parseDouble(words[1]));
  }

  @Override
  public void close() throws IOException {
    toProcess.close();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(); // Else it writes where others tidy up.
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
