package io.scp2p.core.engine.turn;

import io.scp2p.api.config.TurnServer;
import io.scp2p.api.contract.Waiter;
import io.scp2p.core.engine.FixedPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real TURN server, on loopback and with ports of its own, that ends with the test. */
public final class Coturn implements AutoCloseable {
  private static final String USER = "anna";
  private static final String PASSWORD = "hush-hush";

  /** Those of its relayed addresses begin above what Linux gives to whoever asks for any port. */
  public static final int FIRST_RELAY_PORT = 61_000;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Process process;
  private final Path log;
  private final int port;

  private Coturn(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** What is missing here; empty if nothing is. */
  public static Optional<String> missing() {
    boolean there =
        Files.isExecutable(Path.of("/usr/bin/turnserver"))
            || Files.isExecutable(Path.of("/usr/local/bin/turnserver"));
    return there
        ? Optional.empty()
        : Optional.of("there is no program turnserver: apt-get install coturn");
  }

  /**
   * Starts it.
   *
   * @param more lines of its configuration
   */
  public static Coturn start(Path directory, String... more) throws IOException {
    return startAt("127.0.0.1", directory, more);
  }

  /** With relayed addresses elsewhere than on loopback. */
  public static Coturn startAt(String relayIp, Path directory, String... more) throws IOException {
    int port = FixedPorts.next();
    Path config = directory.resolve("turnserver.conf");
    Path log = directory.resolve("turnserver.log");
    Files.writeString(
        config,
        """
        listening-ip=127.0.0.1
        relay-ip=%s
        listening-port=%d
        min-port=%d
        max-port=65535
        lt-cred-mech
        realm=scp2p.test
        user=%s:%s
        allow-loopback-peers
        no-tls
        no-dtls
        no-cli
        no-stdout-log
        simple-log
        log-file=%s
        pidfile=%s
        userdb=%s
        %s
        """
            .formatted(
                relayIp,
                port,
                FIRST_RELAY_PORT,
                USER,
                PASSWORD,
                log,
                directory.resolve("pid"),
                directory.resolve("users"),
                String.join("\n", more)));
    Process process =
        new ProcessBuilder("turnserver", "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("turnserver.out").toFile())
            .start();
    Coturn server = new Coturn(process, log, port);
    if (!Waiter.realTime().await(server::answers, PATIENCE)) {
      server.close();
      throw new IOException("coturn did not start: " + server.log());
    }
    return server;
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** As a node is told of it. */
  public TurnServer server() {
    return server(PASSWORD);
  }

  /** The same with another password. */
  public TurnServer server(String password) {
    return new TurnServer(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), USER, password);
  }

  /** What it says, for the message of a test that fails. */
  public String log() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  @Override
  public void close() {
    process.destroy();
    try {
      // It writes its log into a folder that is deleted next.
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
