package io.scp2p.examples.node;

import io.scp2p.examples.node.command.FreePort;
import io.scp2p.examples.node.command.RunCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Daemons of this machine, each a process with a home below one folder, on loopback alone; and the
 * command line, each command a process of its own.
 */
final class Daemons implements AutoCloseable {
  /** Two slow cores may be shared: what takes longer hangs. */
  private static final long PATIENCE_SECONDS = 180;

  private final Path root;
  private final Map<String, Process> running = new LinkedHashMap<>();
  private final Map<String, Integer> ports = new HashMap<>();
  private final Map<String, List<String>> saidAtStart = new HashMap<>();
  private List<String> settings = List.of();

  Daemons(Path root) {
    this.root = root;
  }

  /** How a command ended, and what it said. */
  record Result(List<String> arguments, int exitCode, String out, String err) {
    /** The rest of the line that begins so. */
    String after(String beginning) {
      return out.lines()
          .filter(line -> line.startsWith(beginning))
          .map(line -> line.substring(beginning.length()).strip())
          .findFirst()
          .orElseThrow(() -> new AssertionError("no line '" + beginning + "' in: " + this));
    }
  }

  Path home(String name) {
    return root.resolve(name);
  }

  /** Where the node of a home listens, also before it is started. */
  String address(String name) {
    return "tcp://127.0.0.1:" + ports.computeIfAbsent(name, unknown -> freePort());
  }

  /** What every daemon is told besides. */
  void settings(String... arguments) {
    settings = List.of(arguments);
  }

  /** All at once, each knowing the first; returns when all are ready. */
  void start(String... names) throws IOException {
    String first = address(running.isEmpty() ? names[0] : running.keySet().iterator().next());
    Map<String, Process> starting = new LinkedHashMap<>();
    for (String name : names) {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "run",
                  "--home",
                  home(name).toString(),
                  "--tcp-port",
                  address(name).substring(address(name).lastIndexOf(':') + 1),
                  "--quic-port",
                  "0",
                  "--advertise",
                  "127.0.0.1",
                  "--no-lan",
                  "--no-port-mapping"));
      arguments.addAll(settings);
      if (!address(name).equals(first)) {
        arguments.addAll(List.of("--bootstrap", first));
      }
      Process process =
          process(arguments)
              .redirectError(Files.createDirectories(root).resolve(name + ".err").toFile())
              .start();
      running.put(name, process);
      starting.put(name, process);
    }
    for (Map.Entry<String, Process> daemon : starting.entrySet()) {
      awaitReady(daemon.getKey(), daemon.getValue());
    }
  }

  private void awaitReady(String name, Process process) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    List<String> said = new ArrayList<>();
    saidAtStart.put(name, said);
    String line = lines.readLine();
    while (line != null && !line.startsWith(RunCommand.READY)) {
      said.add(line);
      line = lines.readLine();
    }
    said.add(String.valueOf(line));
    if (line == null) {
      throw new IOException(
          name + " did not start: " + Files.readString(root.resolve(name + ".err")));
    }
  }

  /** What a daemon printed up to being ready. */
  List<String> saidAtStart(String name) {
    return saidAtStart.getOrDefault(name, List.of());
  }

  /** Not asked: killed. */
  void kill(String name) throws InterruptedException {
    Process process = running.remove(name);
    process.destroyForcibly().waitFor();
  }

  /** As Ctrl-C or a service manager ends it; its exit code. */
  int stop(String name) throws InterruptedException {
    Process process = running.remove(name);
    process.destroy();
    return process.waitFor();
  }

  /** Runs a command on a home until it ends. */
  Result run(String name, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--home", home(name).toString()));
    return runAnywhere(all.toArray(String[]::new));
  }

  /** Runs a command that has no home. */
  Result runAnywhere(String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(root, "out", ".txt");
    Path err = Files.createTempFile(root, "err", ".txt");
    Process process =
        process(List.of(arguments))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    Result result =
        new Result(
            List.of(arguments), process.exitValue(), Files.readString(out), Files.readString(err));
    Files.delete(out);
    Files.delete(err);
    return result;
  }

  /** A command that goes on by itself. */
  ProcessBuilder process(List<String> arguments) {
    return new ProcessBuilder(commandLine(arguments)).directory(root.toFile());
  }

  static List<String> commandLine(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
    if (!arguments.contains("bench")) { // Which lives on the second compiler.
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Scp2pMain.class.getName());
    command.addAll(arguments);
    return command;
  }

  private static int freePort() {
    try {
      return FreePort.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    running.values().forEach(Process::destroy);
    for (Process process : running.values()) {
      try {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
    }
  }
}
