package io.scp2p.examples.node.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Daemons on loopback, each a process with a home below one folder; and commands on them. */
final class DemoFleet implements AutoCloseable {
  /** How the names of their logs end. */
  static final String LOG = ".log";

  private static final String PROGRAM = "io.scp2p.examples.node.Scp2pMain";
  private static final long CLOSE_SECONDS = 20;
  private static final int ATTEMPTS = 3;

  private final Path root;
  private final boolean json;
  private final Map<String, Process> daemons = new LinkedHashMap<>();
  private final Map<String, Integer> ports = new HashMap<>();
  private final Map<String, String> browsers = new LinkedHashMap<>();
  private boolean closed;

  /**
   * None yet.
   *
   * @param json whether commands answer so
   */
  DemoFleet(Path root, boolean json) {
    this.root = root;
    this.json = json;
  }

  /** Where a node listens: at a port that was free when it was first asked for. */
  String address(String name) throws IOException {
    Integer port = ports.get(name);
    if (port == null) {
      port = FreePort.next();
      ports.put(name, port);
    }
    return "tcp://127.0.0.1:" + port;
  }

  Path home(String name) {
    return root.resolve(name);
  }

  /** Begins; {@link #awaitReady} ends it, so that several can start at once. */
  void start(String name, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("run", "--home", home(name).toString(), "--advertise", "127.0.0.1"));
    String port = address(name).substring(address(name).lastIndexOf(':') + 1);
    arguments.addAll(List.of("--no-lan", "--no-port-mapping"));
    arguments.addAll(List.of("--quic-port", "0", "--tcp-port", port));
    arguments.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(java(List.of(), arguments));
    builder.redirectError(root.resolve(name + LOG).toFile());
    synchronized (this) {
      if (closed) { // By Ctrl-C, on another thread: nobody would end this one.
        throw new IOException("the demo is ending");
      }
      daemons.put(name, builder.start());
    }
  }

  private synchronized Map<String, Process> started() {
    return new LinkedHashMap<>(daemons);
  }

  void awaitReady() throws IOException {
    for (Map.Entry<String, Process> daemon : started().entrySet()) {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(daemon.getValue().getInputStream(), StandardCharsets.UTF_8));
      String line = lines.readLine();
      while (line != null && !line.startsWith(RunCommand.READY)) {
        if (line.startsWith(RunCommand.BROWSER)) {
          browsers.put(daemon.getKey(), line.substring(RunCommand.BROWSER.length()));
        }
        line = lines.readLine();
      }
      if (line == null) {
        throw new IOException(daemon.getKey() + " did not start");
      }
    }
  }

  /** Where a browser sees this node. */
  String browser(String name) {
    return browsers.getOrDefault(name, "");
  }

  /** Runs a command on a home, on this terminal; again if it says that this may help. */
  void run(String name, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--home", home(name).toString()));
    if (json) {
      all.add(AnyCommand.JSON);
    }
    // A command is over before the second compiler would pay.
    ProcessBuilder command =
        new ProcessBuilder(java(List.of("-XX:TieredStopAtLevel=1"), all)).inheritIO();
    int exit = ExitCode.RETRY.number();
    for (int i = 0; i < ATTEMPTS && exit == ExitCode.RETRY.number(); i++) {
      exit = command.start().waitFor();
    }
    if (exit != 0) {
      throw new IOException("scp2p " + arguments[0] + " of " + name + " ended with " + exit);
    }
  }

  /** As a power cut ends it. */
  void kill(String name) throws InterruptedException {
    Process process = started().get(name);
    if (process != null) {
      process.destroyForcibly().waitFor();
      forget(name);
    }
  }

  private synchronized void forget(String name) {
    daemons.remove(name);
  }

  /** This one's Java and libraries, and its archive of their classes if it has one. */
  private static List<String> java(List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(own -> own.startsWith("-XX:SharedArchiveFile=") || own.startsWith("-Xlog:cds"))
        .forEach(command::add);
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), PROGRAM));
    command.addAll(arguments);
    return command;
  }

  @Override
  public synchronized void close() {
    closed = true;
    daemons.values().forEach(Process::destroy);
    for (Process process : daemons.values()) {
      try {
        if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
    }
    daemons.clear();
  }
}
