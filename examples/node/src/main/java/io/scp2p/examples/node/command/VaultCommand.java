package io.scp2p.examples.node.command;

import io.scp2p.examples.node.daemon.json.Json;
import java.util.Locale;
import picocli.CommandLine.Command;

/** The vault: private files, encrypted and spread over other people's machines. */
@Command(
    name = "vault",
    subcommands = {
      VaultFileCommands.Put.class,
      VaultFileCommands.Get.class,
      VaultFileCommands.Listing.class,
      VaultFileCommands.Info.class,
      VaultFileCommands.Remove.class,
      VaultFileCommands.Verify.class,
      VaultFileCommands.Repair.class,
      VaultCareCommands.Rebalance.class,
      VaultCareCommands.Status.class,
      VaultCareCommands.Offer.class,
      VaultCareCommands.Peers.class,
      VaultCareCommands.Share.class,
      VaultCareCommands.Export.class,
      VaultCareCommands.Import.class,
      VaultCareCommands.Phrase.class,
      VaultCareCommands.Recover.class
    },
    description = "Shows how the vault is doing; with a sub-command does more.")
public final class VaultCommand extends DaemonCommand {
  static final Table FILES =
      Table.or("The vault is empty. Put a file in with: scp2p vault put FILE")
          .id("FILE", "id")
          .text("NAME", "name")
          .bytes("SIZE", "sizeBytes")
          .column("CODING", file -> data(file) + "+" + parity(file))
          .text("HEALTH", "health", "condition")
          .column(
              "SHARDS",
              file ->
                  file.at("health", "reachableShards").number()
                      + " of "
                      + (data(file) + parity(file)))
          .column(
              "NINES",
              file ->
                  String.format(
                      Locale.ROOT, "%.1f", file.at("health", "durabilityNines").decimal()));

  @Override
  ExitCode run(HomeDaemon daemon, Output out) {
    return status(daemon, out);
  }

  static ExitCode status(HomeDaemon daemon, Output out) {
    Json status = daemon.get("/vault");
    out.answer(status, () -> status(status, out));
    return ExitCode.OK;
  }

  static void status(Json status, Output out) {
    out.line(
        "stored  %d files, %s; %s with the parity, at %d peers",
        status.at("files").number(),
        Output.bytes(status.at("plainBytes")),
        Output.bytes(status.at("storedBytes")),
        status.at("holders").number());
    out.line("ill     %d files", status.at("unhealthyFiles").number());
    out.line(
        "offered %s to others; %s in use, of %d owners",
        Output.bytes(status.at("offeredBytes")),
        Output.bytes(status.at("heldBytes")),
        status.at("owners").number());
  }

  private static long data(Json file) {
    return file.at("coding", "dataShards").number();
  }

  private static long parity(Json file) {
    return file.at("coding", "parityShards").number();
  }
}
