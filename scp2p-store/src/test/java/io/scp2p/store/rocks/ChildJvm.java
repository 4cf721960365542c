package io.scp2p.store.rocks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Another process with our classes, to be killed at will. */
final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  /** Read from a file: of a pipe, the end is lost when the process is killed. */
  private ChildJvm(Process process, Path output) throws IOException {
    this.process = process;
    this.output = Files.newBufferedReader(output, UTF_8);
  }

  static ChildJvm start(Class<?> main, String... arguments) throws IOException {
    return start(List.of(), main, arguments);
  }

  static ChildJvm start(List<String> before, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    String java = ProcessHandle.current().info().command().orElse("java");
    command.addAll(List.of(java, "-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("scp2p-child", ".txt");
    output.toFile().deleteOnExit();
    return new ChildJvm(
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start(),
        output);
  }

  long pid() {
    return process.pid();
  }

  /** The next line it printed; waits for it while the process lives. Null after the last. */
  String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      boolean alive = process.isAlive();
      int next = output.read();
      if (next == '\n') {
        return line.toString();
      } else if (next >= 0) {
        line.append((char) next);
      } else if (!alive) {
        return line.isEmpty() ? null : line.toString();
      } else {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  /** SIGKILL, and waits until it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() throws IOException {
    kill();
    output.close();
  }
}
