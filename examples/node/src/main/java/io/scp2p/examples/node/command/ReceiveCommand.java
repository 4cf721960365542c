package io.scp2p.examples.node.command;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.pairing.IncomingOffer;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.transfer.DownloadResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Receives what somebody sends by code, after a look at it: through the daemon of the home if one
 * runs, else with a node of its own.
 */
@Command(
    name = "receive",
    mixinStandardHelpOptions = true,
    description = "Receives what somebody sends by code.")
public final class ReceiveCommand implements Callable<Integer> {
  /** Names shown before the question. */
  private static final int SHOWN = 10;

  @Mixin private final NodeOptions options = new NodeOptions();

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

  @Option(names = DaemonCommand.JSON, description = "Answer in JSON, one value a line.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Output out = new Output(Objects.requireNonNull(spec).commandLine().getOut(), json);
    PairingCode parsed = PairingCode.parse(String.join(" ", code));
    Optional<HomeDaemon> daemon = HomeDaemon.of(options.directory());
    if (daemon.isPresent()) {
      receive(daemon.get(), parsed, out);
    } else {
      options.with(node -> receive(node, parsed, out));
    }
    return ExitCode.OK.number();
  }

  private void receive(HomeDaemon daemon, PairingCode parsed, Output out) {
    Json offer = daemon.post("/pairing/offers", Map.of("code", parsed.text()));
    String path = "/pairing/offers/" + offer.at("id").text();
    while (offer.at("state").text().equals("MEETING")) {
      offer = daemon.get(path + "?wait=30");
    }
    if (!offer.at("error").isNull()) {
      throw CommandFailure.of(offer.at("error"));
    }
    show(out, offer);
    if (!accepted()) {
      daemon.delete(path);
      throw Secrets.declined();
    }
    Json started =
        daemon.post(
            path + "/accept", Map.of("target", into.toAbsolutePath().normalize().toString()));
    Json result = TransferWatch.toTheEnd(daemon, out, started, "receiving").at("result");
    received(
        out,
        result.at("files").elements().size(),
        result.at("bytesTotal").number(),
        NodeCommands.seconds(result.at("elapsed")));
  }

  private void receive(Scp2pNode node, PairingCode parsed, Output out) {
    IncomingOffer offer = Objects.requireNonNull(node.pairing().receive(parsed).block());
    show(
        out,
        LocalWatch.json(
            Map.of(
                "message", offer.message().orElse(""),
                "items", offer.items(),
                "totalItems", offer.items().size(),
                "totalBytes", offer.totalBytes(),
                "path", offer.path())));
    if (!accepted()) {
      offer.decline().block();
      throw Secrets.declined();
    }
    String toResume = "suspended; start scp2p get or run on this home, and it goes on";
    DownloadResult result = LocalWatch.toTheEnd(offer.accept(into), out, "receiving", toResume);
    received(out, result.files().size(), result.bytesTotal(), result.elapsed());
  }

  private boolean accepted() {
    return yes || Secrets.confirmed("Take it into " + into + "?");
  }

  private static void show(Output out, Json offer) {
    if (out.isJson()) {
      LocalWatch.line(out, "offer", Objects.requireNonNull(offer.raw()));
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
