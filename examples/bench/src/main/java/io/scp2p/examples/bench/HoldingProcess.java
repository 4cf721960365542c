package io.scp2p.examples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of holders: this program again, as {@link HoldCommand}. */
final class HoldingProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final Process process;
  private final Writer toProcess;
  private final BufferedReader fromProcess;
  private final String link;
  private final List<Integer> ports;

  private HoldingProcess(Process process) throws IOException {
    this.process = process;
    this.toProcess = process.outputWriter(StandardCharsets.UTF_8);
    this.fromProcess = process.inputReader(StandardCharsets.UTF_8);
    String[] words = line().split(" ", -1);
    this.link = words[0];
    this.ports = Arrays.stream(words).skip(1).map(Integer::valueOf).toList();
  }

  static HoldingProcess start(Path home, int nodes, List<String> options) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Bench.class.getName(),
                "hold",
                "--home",
                home.toString(),
                "--nodes",
                Integer.toString(nodes)));
    arguments.addAll(options);
    Process process =
        new ProcessBuilder(arguments).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      return new HoldingProcess(process);
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private String line() throws IOException {
    String line = fromProcess.readLine();
    if (line == null) {
      throw new IOException("the holding process has ended");
    }
    return line;
  }

  String link() {
    return link;
  }

  List<Integer> ports() {
    return ports;
  }

  private long ask(String what) throws IOException {
    toProcess.write(what + "\n");
    toProcess.flush();
    return Long.parseLong(line());
  }

  long cpuNanos() throws IOException {
    return ask("cpu");
  }

  void closeNodes() throws IOException {
    ask("close");
  }

  void openNodes() throws IOException {
    ask("open");
  }

  /** Stops it in the midst of whatever it does; its sockets stay open and nobody answers. */
  void stall(boolean stalled) throws IOException, InterruptedException {
    String signal = stalled ? "-STOP" : "-CONT";
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() throws IOException {
    toProcess.close();
    try {
      stall(false);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(); // Else it writes where others tidy up.
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
