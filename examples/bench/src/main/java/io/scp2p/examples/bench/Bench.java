package io.scp2p.examples.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the figures. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {SearchCommand.class, TransferCommand.class, ServeCommand.class},
    description = "Measures a node against yardsticks in the same run.")
public final class Bench {
  private Bench() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String... arguments) {
    System.exit(
        new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }
}
