package io.scp2p.examples.node.command;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A command that asks the daemon of a home. */
@Command
abstract class DaemonCommand extends AnyCommand {
  @Mixin private final HomeOption home = new HomeOption();

  @Override
  final ExitCode run(Output out) throws IOException {
    return run(home.daemon(), out);
  }

  abstract ExitCode run(HomeDaemon daemon, Output out) throws IOException;

  /** Puts a member into a body unless it was not given. */
  static void put(Map<String, Object> body, String name, @Nullable Object value) {
    if (value != null) {
      body.put(name, value);
    }
  }
}
