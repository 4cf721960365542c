package io.scp2p.examples.node;

import io.scp2p.api.NodeBuilder;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.identity.Passphrase;
import io.scp2p.examples.node.command.NodeOptions;
import io.scp2p.examples.node.daemon.Daemon;
import io.scp2p.examples.node.daemon.DaemonFiles;
import io.scp2p.examples.node.daemon.route.Metrics;
import io.scp2p.examples.node.daemon.route.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The daemon: a node that serves the command line and the browser until it is told to end. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Starts the node and its interface for the command line and the browser.")
final class RunCommand implements Callable<Integer> {
  /** What precedes the address on its line, for programs that read it. */
  static final String INTERFACE = "interface ";

  /** What precedes the address that lets a browser in. */
  static final String BROWSER = "browser ";

  /** The last line of the start. */
  static final String READY = "ready ";

  /** Closing suspends transfers and flushes stores; a disk that is slower is not waited for. */
  private static final long CLOSE_SECONDS = 30;

  @Mixin private final NodeOptions options = new NodeOptions();

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description =
          "Where the interface listens on loopback; 0 takes any (default: where it listened last,"
              + " if that is free).")
  private int httpPort = Daemon.LAST_PORT;

  @Option(
      names = "--no-listen",
      description = "Nobody may connect to the node; it still connects to others.")
  private boolean noListen;

  @Option(
      names = "--downloads",
      paramLabel = "DIR",
      description = "Where downloads go that name no other folder (default: HOME/downloads).")
  private @Nullable Path downloads;

  @Option(
      names = "--passphrase",
      interactive = true,
      arity = "0..1",
      paramLabel = "WORDS",
      description = "Opens the stored keys; asked for if nothing follows.")
  private char @Nullable [] passphrase;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Path home = options.directory();
    Map<String, Object> given = new LinkedHashMap<>(options.settings());
    if (noListen) {
      given.put("network.listen", false);
    }
    refuseASecond(home);
    Settings settings = Settings.of(home, given);
    Metrics metrics = new Metrics();
    CountDownLatch closed = new CountDownLatch(1);
    try (Scp2pNode node = start(home, settings, metrics);
        Daemon daemon = Daemon.start(node, daemonOptions(home, settings, metrics))) {
      Thread hook = new Thread(() -> end(daemon, closed), "end-daemon");
      Runtime.getRuntime().addShutdownHook(hook);
      announce(node, daemon, home, out);
      daemon.awaitShutdown();
    } finally {
      closed.countDown();
    }
    out.println("closed");
    out.flush();
    return 0;
  }

  private Scp2pNode start(Path home, Settings settings, Metrics metrics) {
    NodeBuilder builder =
        Scp2pNode.builder().home(home).config(settings.effective()).metrics(metrics);
    char[] characters = passphrase;
    if (characters == null) {
      return builder.start();
    }
    try (Passphrase words = Passphrase.of(characters)) {
      return builder.passphrase(words).start();
    } finally {
      Arrays.fill(characters, '\0');
    }
  }

  private Daemon.Options daemonOptions(Path home, Settings settings, Metrics metrics) {
    Path folder = downloads == null ? home.resolve("downloads") : downloads;
    return new Daemon.Options(home, folder, httpPort, settings, metrics);
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

  private static void announce(Scp2pNode node, Daemon daemon, Path home, PrintWriter out) {
    long upMillis =
        System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    out.println("node " + node.identity().self().id());
    out.println("home " + home.toAbsolutePath().normalize());
    out.println(INTERFACE + daemon.url());
    out.println(BROWSER + daemon.loginUrl());
    out.printf(
        Locale.ROOT,
        "%s%.2f s after the process was started; Ctrl-C ends it%n",
        READY,
        upMillis / 1000.0);
    out.flush();
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
