package io.scp2p.examples.node.command;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.pairing.IncomingOffer;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.transfer.DownloadResult;
import io.scp2p.examples.node.daemon.client.DaemonException;
import io.scp2p.examples.node.daemon.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Receives what somebody sends by code, after a look at it: through the daemon of the home if one
 * runs, else with a node of its own.
 */
@Command(name = "receive", description = "Receives what somebody sends by code.")
public final class ReceiveCommand extends NodeCommand {
  /** Names shown before the question. */
  private static final int SHOWN = 10;

  /** The other side is told, or has gone itself. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Parameters(
      paramLabel = "CODE",
      arity = "1..*",
      description = "The code, with hyphens or spaces.")
  private List<String> code = List.of();

  @Option(
      names = "--into",
      defaultValue = ".",
      paramLabel = "DIR",
      description = "The folder that receives the files (default: this one).")
  private Path into = Path.of("");

  @Option(names = "--yes", description = "Accept without asking.")
  private boolean yes;

  @Override
  void check(boolean daemonRuns) {
    requireFolder(into);
    if (Match.isLink(code.get(0))) {
      throw usage("This is a link: scp2p get LINK fetches what it is of.");
    }
    code();
  }

  private PairingCode code() {
    return PairingCode.parse(String.join(" ", code));
  }

  @Override
  void run(HomeDaemon daemon, Output out) {
    Json offer = daemon.post("/pairing/offers", Map.of("code", code().text()));
    Json started = accepted(daemon, out, offer);
    Json result = TransferWatch.toTheEnd(daemon, out, started, "receiving").at("result");
    received(
        out,
        result.at("files").elements().size(),
        result.at("bytesTotal").number(),
        result.at("elapsed").duration());
  }

  /** The transfer that a yes begins; who leaves before that has declined. */
  private Json accepted(HomeDaemon daemon, Output out, Json met) {
    String path = "/pairing/offers/" + met.at("id").text();
    AtExit atExit = AtExit.run("decline-offer", () -> decline(() -> daemon.delete(path)));
    try {
      Json offer = met;
      while (offer.at("state").text().equals("MEETING")) {
        offer = daemon.get(path + "?wait=30");
      }
      if (!offer.at("error").isNull()) {
        throw CommandFailure.of(offer.at("error"));
      }
      show(out, offer);
      if (!isWanted()) {
        daemon.delete(path);
        throw Secrets.declined();
      }
      return daemon.post(
          path + "/accept", Map.of("target", into.toAbsolutePath().normalize().toString()));
    } finally {
      atExit.cancel();
    }
  }

  private static void decline(Runnable how) {
    try {
      how.run();
      System.err.println("declined: nothing was received, and the code is used up");
    } catch (DaemonException | Scp2pException failure) {
      System.err.println("left: " + failure.getMessage());
    }
  }

  @Override
  void run(Scp2pNode node, Output out) {
    IncomingOffer offer = Objects.requireNonNull(node.pairing().receive(code()).block());
    AtExit atExit =
        AtExit.run("decline-offer", () -> decline(() -> offer.decline().block(PATIENCE)));
    show(
        out,
        Json.from(
            Map.of(
                "message", offer.message().orElse(""),
                "items", offer.items(),
                "totalItems", offer.items().size(),
                "totalBytes", offer.totalBytes(),
                "path", offer.path())));
    boolean wanted = isWanted();
    atExit.cancel();
    if (!wanted) {
      offer.decline().block();
      throw Secrets.declined();
    }
    String toResume = "suspended; start scp2p get or run on this home, and it goes on";
    DownloadResult result =
        LocalWatch.toTheEnd(
            offer.accept(into.toAbsolutePath().normalize()), out, "receiving", toResume);
    received(out, result.files().size(), result.bytesTotal(), result.elapsed());
  }

  private boolean isWanted() {
    return yes || Secrets.confirmed("Take it into " + into + "?");
  }

  private static void show(Output out, Json offer) {
    if (out.isJson()) {
      out.event("offer", offer);
      return;
    }
    if (!offer.at("message").text().isEmpty()) {
      out.line("message: %s", offer.at("message").text());
    }
    offer.at("items").elements().stream()
        .limit(SHOWN)
        .forEach(
            item ->
                out.line("  %s  %s", item.at("name").text(), Output.bytes(item.at("sizeBytes"))));
    out.line(
        "%d files, %s, %s",
        offer.at("totalItems").number(),
        Output.bytes(offer.at("totalBytes")),
        offer.at("path").text());
  }

  private static void received(Output out, int files, long bytes, Duration elapsed) {
    if (!out.isJson()) {
      out.line(
          "received: %d files, %s, in %s",
          files, ProgressBar.bytes(bytes), ProgressBar.time(elapsed));
    }
  }
}
