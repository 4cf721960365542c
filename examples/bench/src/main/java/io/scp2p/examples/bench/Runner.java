package io.scp2p.examples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command in a process of its own, for as long as it may.
 *
 * @param root the repository, if this program knows where it is
 * @param directory where commands work, if not in a temporary folder of the system
 */
record Runner(@Nullable Path root, @Nullable Path directory, PrintWriter out) {
  /** For a command that is told to end, to clear up what it made. */
  private static final Duration MERCY = Duration.ofSeconds(20);

  /** For what has been printed to be read, when some process still holds the other end. */
  private static final Duration LAST_LINES = Duration.ofSeconds(10);

  /** Writes what is printed to the log while it comes. */
  Outcome run(String commandLine, Duration limit, Path log)
      throws IOException, InterruptedException {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    long began = System.nanoTime();
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    String trouble = null;
    OptionalInt exitCode = OptionalInt.empty();
    if (root == null && !commandLine.startsWith(Figure.BENCH)) {
      trouble = "not started from the repository: use examples/bench/bench";
    } else {
      try (PrintWriter written = new PrintWriter(Files.newBufferedWriter(log))) {
        Process process = start(commandLine);
        // Whoever interrupts this program does not want what it has started to go on.
        Thread atExit = new Thread(() -> interrupt(process), "ends " + commandLine);
        Runtime.getRuntime().addShutdownHook(atExit);
        Thread reading = new Thread(() -> read(process, lines, written), "reads " + commandLine);
        reading.setDaemon(true);
        reading.start();
        if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          exitCode = OptionalInt.of(process.exitValue());
        } else {
          end(process);
          trouble =
              String.format(Locale.ROOT, "ended after its time limit of %d s", limit.toSeconds());
        }
        reading.join(LAST_LINES.toMillis());
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IOException e) {
        trouble = "cannot be started: " + e.getMessage();
      }
    }
    List<String> said;
    synchronized (lines) {
      said = List.copyOf(lines);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Outcome(commandLine, exitCode, trouble, said, seconds, load);
  }

  private Process start(String commandLine) throws IOException {
    List<String> words = List.of(commandLine.split(" "));
    List<String> arguments = new ArrayList<>();
    if (commandLine.startsWith(Figure.BENCH)) {
      arguments.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      if (root != null) {
        arguments.add("-D" + AllCommand.ROOT + "=" + root);
      }
      arguments.addAll(
          List.of("-cp", System.getProperty("java.class.path"), Bench.class.getName()));
      arguments.addAll(words.subList(1, words.size()));
      if (directory != null && takesDirectory(words.get(1))) {
        arguments.addAll(List.of("--directory", directory.toString()));
      }
    } else {
      arguments.addAll(words);
    }
    ProcessBuilder builder =
        new ProcessBuilder(arguments)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    if (root != null) {
      builder.directory(root.toFile());
    }
    if (directory != null) {
      builder.environment().put("TMPDIR", directory.toString());
    }
    return builder.start();
  }

  private static boolean takesDirectory(String command) {
    var known = Bench.commandLine().getSubcommands().get(command);
    return known != null && known.getCommandSpec().findOption("--directory") != null;
  }

  private void read(Process process, List<String> lines, PrintWriter log) {
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        lines.add(line);
        log.println(line);
        log.flush();
        out.println(line);
        out.flush();
      }
    } catch (IOException | UncheckedIOException e) {
      lines.add("its output broke off: " + e.getMessage());
    }
  }

  private static void interrupt(Process process) {
    try {
      end(process);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** First the one that was started, so that it can end the others and clear up. */
  private static void end(Process process) throws InterruptedException {
    List<ProcessHandle> all;
    try (Stream<ProcessHandle> descendants = process.descendants()) {
      all = descendants.toList();
    }
    process.destroy();
    process.waitFor(MERCY.toMillis(), TimeUnit.MILLISECONDS);
    process.destroyForcibly().waitFor();
    for (ProcessHandle each : all) {
      each.destroyForcibly();
      each.onExit().completeOnTimeout(each, MERCY.toMillis(), TimeUnit.MILLISECONDS).join();
    }
  }
}
