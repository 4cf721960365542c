package io.scp2p.examples.node;

import io.scp2p.examples.node.command.BenchCommand;
import io.scp2p.examples.node.command.CommunityCommand;
import io.scp2p.examples.node.command.CompletionCommand;
import io.scp2p.examples.node.command.DemoCommand;
import io.scp2p.examples.node.command.FailureReport;
import io.scp2p.examples.node.command.GetCommand;
import io.scp2p.examples.node.command.HelpCommand;
import io.scp2p.examples.node.command.KeysCommand;
import io.scp2p.examples.node.command.NodeCommands;
import io.scp2p.examples.node.command.ReceiveCommand;
import io.scp2p.examples.node.command.RelayCommand;
import io.scp2p.examples.node.command.RunCommand;
import io.scp2p.examples.node.command.SendCommand;
import io.scp2p.examples.node.command.ShareCommand;
import io.scp2p.examples.node.command.ShareCommands;
import io.scp2p.examples.node.command.TransferCommands;
import io.scp2p.examples.node.command.VaultCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line of the example node. Its commands stand in the order in which one meets them.
 */
@Command(
    name = "scp2p",
    mixinStandardHelpOptions = true,
    version = "scp2p example node 0.1.0-SNAPSHOT",
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      NodeCommands.Status.class,
      NodeCommands.Doctor.class,
      NodeCommands.Peers.class,
      ShareCommands.Publish.class,
      ShareCommands.Unpublish.class,
      ShareCommands.Shares.class,
      ShareCommands.Follow.class,
      ShareCommands.Unfollow.class,
      ShareCommands.Trust.class,
      ShareCommands.Sync.class,
      ShareCommands.Browse.class,
      ShareCommands.Search.class,
      GetCommand.class,
      TransferCommands.Downloads.class,
      TransferCommands.Pause.class,
      TransferCommands.Resume.class,
      TransferCommands.Cancel.class,
      CommunityCommand.class,
      VaultCommand.class,
      SendCommand.class,
      ReceiveCommand.class,
      ShareCommand.class,
      RelayCommand.class,
      KeysCommand.class,
      NodeCommands.Config.class,
      NodeCommands.Events.class,
      BenchCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    },
    description = "A peer-to-peer node on the command line.",
    footer = "%nBegin with: scp2p demo. Then: scp2p run in one terminal, the others in another.")
public final class Scp2pMain {
  private Scp2pMain() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String... arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The parser of all commands. */
  public static CommandLine commandLine() {
    FailureReport failures = new FailureReport();
    return new CommandLine(new Scp2pMain())
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true);
  }
}
