package io.scp2p.examples.node.command;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.pairing.SendPlan;
import io.scp2p.api.pairing.SendResult;
import io.scp2p.api.pairing.Sending;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.examples.node.daemon.client.DaemonException;
import io.scp2p.examples.node.daemon.json.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Sends files, folders or a text to whoever is told the code: through the daemon of the home if one
 * runs, else with a node of its own.
 */
@Command(
    name = "send",
    description = "Prints a code, and sends files, folders or a text to whoever types it.")
public final class SendCommand extends NodeCommand {
  /** What precedes the code on its line, for programs that read it. */
  static final String CODE = "code ";

  /** For the daemon to say what it has begun: it looks at the paths, and reads nothing. */
  private static final long PATIENCE_SECONDS = 30;

  private static final String CANCELLED = "cancelled: nothing was offered to anybody";

  @Mixin private final QrOption qr = new QrOption();

  @Parameters(paramLabel = "PATH", arity = "0..*", description = "Files and folders.")
  private List<Path> paths = List.of();

  @Option(names = "--text", paramLabel = "TEXT", description = "Words that go with it, or alone.")
  private @Nullable String text;

  @Override
  void check(boolean daemonRuns) {
    if (paths.isEmpty() && text == null) {
      throw usage("Nothing to send: name files, folders, or a --text.");
    }
  }

  @Override
  void run(HomeDaemon daemon, Output out) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(
        "paths", paths.stream().map(path -> path.toAbsolutePath().normalize().toString()).toList());
    DaemonCommand.put(body, "message", text);
    CompletableFuture<Json> begun = new CompletableFuture<>();
    AtExit atExit = AtExit.run("cancel-sending", () -> cancel(daemon, begun));
    Json sending;
    Json now;
    try {
      sending = begin(daemon, body, begun);
      now = offered(daemon, out, sending);
    } finally {
      atExit.cancel();
    }
    if (!now.at("error").isNull()) {
      throw CommandFailure.of(now.at("error"));
    }
    if (!TransferState.valueOf(now.at("state").text()).isTerminal()) {
      code(out, sending.at("sending").at("code").text());
    }
    Json sent = TransferWatch.toTheEnd(daemon, out, sending, "sending").at("result");
    sent(out, sent.at("totalBytes").number());
  }

  /** Whoever is asked to leave waits for this answer: only it says what there is to cancel. */
  private static Json begin(
      HomeDaemon daemon, Map<String, Object> body, CompletableFuture<Json> begun) {
    try {
      Json sending = daemon.post("/pairing/sendings", body);
      begun.complete(sending);
      return sending;
    } catch (RuntimeException failure) {
      begun.completeExceptionally(failure);
      throw failure;
    }
  }

  /** The code is good once the state says so; who leaves before leaves nothing behind. */
  private static Json offered(HomeDaemon daemon, Output out, Json sending) {
    if (!out.isJson()) {
      System.err.println("reading ...");
    }
    String transfer = address(sending);
    daemon.events(transfer + "/events", null, event -> !begun(event.data().at("state").text()));
    return daemon.get(transfer);
  }

  private static String address(Json sending) {
    return "/transfers/" + sending.at("id").text();
  }

  private static void cancel(HomeDaemon daemon, CompletableFuture<Json> begun) {
    try {
      daemon.post(address(begun.get(PATIENCE_SECONDS, TimeUnit.SECONDS)) + "/cancel");
      System.err.println(CANCELLED);
    } catch (ExecutionException refused) {
      System.err.println(CANCELLED);
    } catch (DaemonException failure) {
      left(daemon, failure.getMessage());
    } catch (TimeoutException silent) {
      left(daemon, "The daemon has not answered.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void left(HomeDaemon daemon, @Nullable String why) {
    System.err.println(
        "left: " + why + " Look with: scp2p downloads --all --home " + daemon.home());
  }

  private static boolean begun(String state) {
    return !state.isEmpty()
        && !state.equals(TransferState.IDLE.name())
        && !state.equals(TransferState.VERIFYING.name());
  }

  @Override
  void run(Scp2pNode node, Output out) {
    SendPlan plan = new SendPlan(paths, text, SendPlan.DEFAULT_CODE_LIFETIME);
    Sending sending = node.pairing().send(plan);
    AtExit atExit = AtExit.run("say-cancelled", () -> System.err.println(CANCELLED));
    TransferState begun =
        sending
            .states()
            .filter(state -> state == TransferState.CONNECTING || state.isTerminal())
            .blockFirst();
    atExit.cancel();
    if (begun == TransferState.CONNECTING) {
      code(out, sending.code().text());
    }
    String toResume = "cancelled: the code is no longer good";
    SendResult result = LocalWatch.toTheEnd(sending, out, "sending", toResume);
    sent(out, result.totalBytes());
  }

  /** Not for who is leaving: what was offered is cancelled then. */
  private void code(Output out, String code) {
    if (AtExit.isEnding()) {
      return;
    }
    if (out.isJson()) {
      out.event("code", Json.of(Map.of("code", code)));
    } else {
      out.line(CODE + "%s", code);
      out.line("On the other machine: scp2p receive %s", code);
      qr.draw(out, code);
    }
  }

  private static void sent(Output out, long bytes) {
    if (!out.isJson()) {
      out.line("sent: %s", ProgressBar.bytes(bytes));
    }
  }
}
