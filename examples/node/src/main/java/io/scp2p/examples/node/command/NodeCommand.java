package io.scp2p.examples.node.command;

import io.scp2p.api.Scp2pNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * A command that asks the daemon of the home if one runs, and else starts a node of its own for as
 * long as it takes.
 */
@Command
abstract class NodeCommand extends AnyCommand {
  @Mixin private final NodeOptions options = new NodeOptions();

  @Override
  final ExitCode run(Output out) throws IOException {
    Optional<HomeDaemon> daemon = HomeDaemon.of(options.directory());
    check(daemon.isPresent());
    if (daemon.isPresent()) {
      run(daemon.get(), out);
    } else {
      options.with(node -> run(node, out));
    }
    return ExitCode.OK;
  }

  /** Refuses what cannot be done, before a node is started for it. */
  abstract void check(boolean daemonRuns);

  abstract void run(HomeDaemon daemon, Output out);

  abstract void run(Scp2pNode node, Output out);

  /** Refuses an {@code --into} where no folder can be. */
  final void requireFolder(Path into) {
    if (Files.exists(into) && !Files.isDirectory(into)) {
      throw usage("--into names a folder, and " + into + " is none.");
    }
  }

  /** The home, absolute. */
  final Path home() {
    return options.directory();
  }
}
