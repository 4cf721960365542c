package io.scp2p.examples.node.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of the daemons of this machine. */
public final class HomeOption {
  static final String DEFAULT_HOME = ".scp2p";

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "The home of the node to talk to (default: ~/.scp2p).")
  private @Nullable Path home;

  /** The directory, absolute. */
  public Path directory() {
    return directory(home);
  }

  static Path directory(@Nullable Path given) {
    Path home = given == null ? Path.of(System.getProperty("user.home"), DEFAULT_HOME) : given;
    return home.toAbsolutePath().normalize();
  }

  HomeDaemon daemon() {
    return HomeDaemon.of(directory()).orElseThrow(() -> noDaemon(directory()));
  }

  static CommandFailure noDaemon(Path home) {
    return CommandFailure.of(
        CommandCode.DAEMON_NOT_RUNNING,
        "No daemon runs on " + home + ".",
        "Start one with: scp2p run --home " + home);
  }
}
