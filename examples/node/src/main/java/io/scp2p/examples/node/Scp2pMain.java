package io.scp2p.examples.node;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the example node. */
@Command(
    name = "scp2p",
    mixinStandardHelpOptions = true,
    subcommands = {
      RunCommand.class,
      ShareCommand.class,
      GetCommand.class,
      SendCommand.class,
      ReceiveCommand.class,
      DemoCommand.class
    },
    description = "A peer-to-peer node on the command line.")
public final class Scp2pMain {
  private Scp2pMain() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String... arguments) {
    System.exit(
        new CommandLine(new Scp2pMain())
            .setExecutionExceptionHandler(new FailureReport())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }
}
