package io.scp2p.core.engine.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Another process with our classes, to be killed at will. */
final class ChildProcess implements AutoCloseable {
  private static final List<String> CHEAP =
      List.of(
          "-Xmx160m",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xshare:auto",
          "-XX:-UsePerfData");

  private final Process process;
  private final Path outputFile;
  private final BufferedReader output;
  private final StringBuilder line = new StringBuilder();

  /** Read from a file: of a pipe, the end is lost when the process is killed. */
  private ChildProcess(Process process, Path output) throws IOException {
    this.process = process;
    this.outputFile = output;
    this.output = Files.newBufferedReader(output, UTF_8);
  }

  /** Starts a process; what it prints as errors is ours to see. */
  static ChildProcess start(Path output, Class<?> main, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(CHEAP);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    Files.deleteIfExists(output);
    Files.createFile(output);
    return new ChildProcess(
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start(),
        output);
  }

  /** The next whole line; null if there is none yet, or none any more. */
  @Nullable String poll() throws IOException {
    for (int next = output.read(); next >= 0; next = output.read()) {
      if (next == '\n') {
        String whole = line.toString();
        line.setLength(0);
        return whole;
      }
      line.append((char) next);
    }
    return null;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitValue() {
    return process.exitValue();
  }

  /** Lets a moment pass in which the child may print something. */
  static void breathe() {
    LockSupport.parkNanos(500_000);
  }

  /** SIGKILL, and waits until it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() throws IOException {
    kill();
    output.close();
    Files.deleteIfExists(outputFile);
  }
}
