package io.scp2p.examples.bench;

import io.scp2p.examples.bench.soak.SoakCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the figures. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {
      AllCommand.class,
      DownloadCommand.class,
      HeapCommand.class,
      PublishCommand.class,
      SearchCommand.class,
      SmallFilesCommand.class,
      SoakCommand.class,
      StalledCommand.class,
      StartupCommand.class,
      TransferCommand.class,
      VaultCommand.Put.class,
      VaultCommand.Get.class,
      VaultCommand.Repair.class,
      HoldCommand.class,
      LabNode.class,
      LinkNode.class,
      ServeCommand.class,
      ShareServer.class,
      StartOnce.class
    },
    description = "Measures a node against yardsticks in the same run.")
public final class Bench {
  private Bench() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String... arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
  }
}
