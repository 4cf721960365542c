package io.scp2p.examples.node.command;

import io.scp2p.examples.node.daemon.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is under way. Starting it is the business of the commands it belongs to. */
public final class TransferCommands {
  private static final int PERCENT = 100;

  static final Table TRANSFERS =
      Table.or("No transfers.")
          .id("TRANSFER", "id")
          .text("KIND", "kind")
          .text("STATE", "state")
          .column(
              "DONE",
              transfer -> (int) (PERCENT * transfer.at("progress", "fraction").decimal()) + " %")
          .bytes("SIZE", "progress", "bytesTotal")
          .column("WHAT", TransferCommands::what);

  private TransferCommands() {}

  @Command(name = "downloads", description = "Lists downloads, or everything that takes its time.")
  public static final class Downloads extends DaemonCommand {
    @Option(names = "--all", description = "Also publications, uploads, vault and pairing.")
    private boolean all;

    @Option(names = "--open", description = "Leave out what has ended.")
    private boolean open;

    @Option(
        names = "--forget",
        paramLabel = "TRANSFER",
        description = "Forget a transfer that has ended. Its files stay.")
    private @Nullable String forget;

    @Option(
        names = "--first",
        paramLabel = "TRANSFER",
        description = "Let a download go before the others.")
    private @Nullable String first;

    @Option(names = "--last", paramLabel = "TRANSFER", description = "Let it go after the others.")
    private @Nullable String last;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      if (forget != null) {
        daemon.delete("/transfers/" + Match.transfer(daemon, forget));
      }
      prioritise(daemon, first, "HIGH");
      prioritise(daemon, last, "LOW");
      List<Json> found = daemon.list(all ? "/transfers" : "/downloads");
      out.list(
          found.stream()
              .filter(transfer -> !open || !transfer.at("can").elements().isEmpty())
              .toList(),
          TRANSFERS);
      return ExitCode.OK;
    }

    private static void prioritise(HomeDaemon daemon, @Nullable String given, String priority) {
      if (given != null) {
        String path = "/downloads/" + Match.transfer(daemon, given) + "/priority";
        daemon.put(path, Map.of("priority", priority));
      }
    }
  }

  /** The three that only differ in a word. */
  @Command
  abstract static class Change extends DaemonCommand {
    @Parameters(paramLabel = "TRANSFER", arity = "1..*", description = "Their ids, see downloads.")
    private List<String> transfers = List.of();

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      List<Json> changed =
          transfers.stream()
              .map(given -> Match.transfer(daemon, given))
              .map(id -> daemon.post("/transfers/" + id + "/" + verb()))
              .toList();
      if (!watches()) {
        out.list(changed, TRANSFERS);
        return ExitCode.OK;
      }
      changed.forEach(transfer -> finished(out, watch(daemon, out, transfer)));
      return ExitCode.OK;
    }

    abstract String verb();

    boolean watches() {
      return false;
    }

    private static Json watch(HomeDaemon daemon, Output out, Json transfer) {
      return TransferWatch.toTheEnd(daemon, out, transfer, "transfer");
    }

    private static void finished(Output out, Json transfer) {
      if (!out.isJson()) {
        out.line("done: %s", transfer.at("id").text());
      }
    }
  }

  @Command(name = "pause", description = "Lets transfers rest. Verified chunks are kept.")
  public static final class Pause extends Change {
    @Override
    String verb() {
      return "pause";
    }
  }

  @Command(name = "resume", description = "Goes on with transfers that rest.")
  public static final class Resume extends Change {
    @Option(names = "--watch", description = "Stay with them until they end.")
    private boolean watch;

    @Override
    String verb() {
      return "resume";
    }

    @Override
    boolean watches() {
      return watch;
    }
  }

  @Command(name = "cancel", description = "Ends transfers for good.")
  public static final class Cancel extends Change {
    @Override
    String verb() {
      return "cancel";
    }
  }

  private static String what(Json transfer) {
    if (!transfer.at("error").isNull()) {
      return transfer.at("error", "code").text();
    }
    String code = transfer.at("sending", "code").text();
    String target = transfer.at("download", "target").text();
    return transfer.at("download", "title").text()
        + transfer.at("publication", "title").text()
        + transfer.at("vault", "name").text()
        + (code.isEmpty() ? "" : "code " + code)
        + (target.isEmpty() ? "" : " -> " + target);
  }
}
