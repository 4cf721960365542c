package io.scp2p.examples.node.command;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.diagnostics.ReachabilityReport;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.examples.node.daemon.Daemon;
import io.scp2p.examples.node.daemon.DaemonFiles;
import io.scp2p.examples.node.daemon.json.Json;
import io.scp2p.examples.node.daemon.route.Metrics;
import io.scp2p.examples.node.daemon.route.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The daemon: a node that serves the command line and the browser until it is told to end. */
@Command(
    name = "run",
    description = "Starts the node and its interface for the command line and the browser.")
public final class RunCommand extends AnyCommand {
  /** What precedes the ports of the node on their line. */
  public static final String LISTENING = "listening ";

  /** What precedes the address on its line, for programs that read it. */
  public static final String INTERFACE = "interface ";

  /** What precedes the address that lets a browser in. */
  public static final String BROWSER = "browser ";

  /** The last line of the start. */
  public static final String READY = "ready ";

  /** Closing suspends transfers and flushes stores; a disk that is slower is not waited for. */
  private static final long CLOSE_SECONDS = 30;

  /** The node knows where it listens; nobody else is asked. */
  private static final Duration KNOWN_PATIENCE = Duration.ofSeconds(10);

  private static final int MAX_PORT = 65_535;
  private static final double MILLIS = 1e3;

  @Mixin private final NodeOptions options = new NodeOptions();

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description =
          "Where the interface listens on loopback; 0 takes any (default: where it listened last,"
              + " if that is free).")
  private @Nullable Integer httpPort;

  @Option(
      names = "--no-listen",
      description = "Nobody may connect to the node; it still connects to others.")
  private boolean noListen;

  @Option(
      names = "--downloads",
      paramLabel = "DIR",
      description = "Where downloads go that name no other folder (default: HOME/downloads).")
  private @Nullable Path downloads;

  @Override
  ExitCode run(Output out) throws IOException, InterruptedException {
    if (httpPort != null && (httpPort < 0 || httpPort > MAX_PORT)) {
      throw usage("--http-port is from 0 to " + MAX_PORT + ", not " + httpPort + ".");
    }
    Path home = options.directory();
    Map<String, Object> given = new LinkedHashMap<>(options.settings());
    if (noListen) {
      given.put("network.listen", false);
    }
    refuseASecond(home);
    Settings settings = Settings.of(home, given);
    Metrics metrics = new Metrics();
    CountDownLatch closed = new CountDownLatch(1);
    try (Scp2pNode node =
            options.start(Scp2pNode.builder().config(settings.effective()).metrics(metrics));
        Daemon daemon = Daemon.start(node, daemonOptions(home, settings, metrics))) {
      AtExit.run("end-daemon", () -> end(daemon, closed));
      announce(node, daemon, home, out);
      daemon.awaitShutdown();
    } finally {
      closed.countDown();
    }
    if (out.isJson()) {
      out.event("closed", Json.NULL);
    } else {
      out.line("closed");
    }
    return ExitCode.OK;
  }

  private Daemon.Options daemonOptions(Path home, Settings settings, Metrics metrics) {
    Path folder = downloads == null ? home.resolve("downloads") : downloads;
    int port = httpPort == null ? Daemon.LAST_PORT : httpPort;
    return new Daemon.Options(home, folder, port, settings, metrics);
  }

  private static void refuseASecond(Path home) throws IOException {
    DaemonFiles.Found other = new DaemonFiles(home).find().orElse(null);
    if (other != null && other.pid() != ProcessHandle.current().pid()) {
      throw new Scp2pException(
          ErrorCode.HOME_IN_USE,
          "A daemon of this home answers at " + other.url() + ".",
          Map.of("pid", Long.toString(other.pid())));
    }
  }

  private static void announce(Scp2pNode node, Daemon daemon, Path home, Output out) {
    double upSeconds =
        (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / MILLIS;
    String id = node.identity().self().id().toString();
    if (out.isJson()) {
      Map<String, Object> ready = new LinkedHashMap<>();
      ready.put("node", id);
      ready.put("home", home.toString());
      ready.put("listening", listening(node));
      ready.put("url", daemon.url());
      ready.put("loginUrl", daemon.loginUrl());
      ready.put("seconds", upSeconds);
      out.event("ready", Json.of(ready));
      return;
    }
    out.line("node %s", id);
    out.line("home %s", home.toString());
    List<String> ports = listening(node);
    out.line(LISTENING + "%s", ports.isEmpty() ? "nowhere" : String.join(", ", ports));
    out.line(INTERFACE + "%s", daemon.url());
    out.line(BROWSER + "%s", daemon.loginUrl());
    out.line(READY + "%.2f s after the process was started; Ctrl-C ends it", upSeconds);
  }

  /** Such as {@code tcp 7001}: the ports to open in a firewall. */
  private static List<String> listening(Scp2pNode node) {
    ReachabilityReport known =
        Objects.requireNonNull(node.diagnostics().reachability().block(KNOWN_PATIENCE));
    return known.listening().stream()
        .map(
            endpoint ->
                endpoint.kind().name().toLowerCase(Locale.ROOT)
                    + " "
                    + endpoint.address().getPort())
        .distinct()
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /**
   * The process ends when this returns: first everything is closed by the thread that opened it.
   */
  private static void end(Daemon daemon, CountDownLatch closed) {
    daemon.shutdown();
    try {
      if (!closed.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("the node did not close in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
