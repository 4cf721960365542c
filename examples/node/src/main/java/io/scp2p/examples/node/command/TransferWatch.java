package io.scp2p.examples.node.command;

import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.examples.node.daemon.client.DaemonException;
import io.scp2p.examples.node.daemon.json.Json;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stays with a transfer of the daemon until it ends, and shows how far it is. Ctrl-C meanwhile
 * pauses it, or cancels what cannot be paused, and says how to go on.
 */
final class TransferWatch {
  private final HomeDaemon daemon;
  private final Output out;
  private final String id;
  private final ProgressBar bar;

  private TransferWatch(HomeDaemon daemon, Output out, String id, String label) {
    this.daemon = daemon;
    this.out = out;
    this.id = id;
    this.bar = ProgressBar.onTerminal(label);
  }

  /**
   * Shows it until it ends.
   *
   * @param label in front of the bar
   * @return the transfer as it ended, completed
   * @throws CommandFailure with what it failed for
   */
  static Json toTheEnd(HomeDaemon daemon, Output out, Json transfer, String label) {
    return new TransferWatch(daemon, out, transfer.at("id").text(), label).watch();
  }

  private Json watch() {
    AtomicReference<Json> end = new AtomicReference<>(Json.NULL);
    AtExit atExit = AtExit.run("leave-transfer", this::leave);
    try {
      daemon.events("/transfers/" + id + "/events", null, event -> show(event, end));
    } finally {
      bar.finish();
      atExit.cancel();
    }
    Json last = end.get();
    return ended(last == null || last.isNull() ? daemon.get("/transfers/" + id) : last);
  }

  private boolean show(HomeDaemon.Event event, AtomicReference<Json> end) {
    boolean last = event.type().equals("end");
    if (last) {
      end.set(event.data());
    }
    if (out.isJson()) {
      out.event(event.type(), event.data());
    } else if (event.type().equals("progress")) {
      bar.show(progress(UUID.fromString(id), event.data()));
    } else if (event.type().equals("state")) {
      bar.show(TransferState.valueOf(event.data().at("state").text()));
    }
    return !last;
  }

  /** As the API would say it; who contributed is not shown here. */
  static TransferProgress progress(UUID id, Json json) {
    Json left = json.at("remaining");
    return new TransferProgress(
        new TransferId(id),
        json.at("bytesDone").number(),
        json.at("bytesTotal").number(),
        json.at("bytesPerSecond").number(),
        left.isNull() ? null : left.duration(),
        List.of());
  }

  private static Json ended(Json transfer) {
    String state = transfer.at("state").text();
    if (state.equals("COMPLETED")) {
      return transfer;
    }
    if (!transfer.at("error").isNull()) {
      throw CommandFailure.of(transfer.at("error"));
    }
    boolean cancelled = state.equals("CANCELLED");
    throw CommandFailure.of(
        cancelled ? CommandCode.TRANSFER_CANCELLED : CommandCode.TRANSFER_OPEN,
        "The transfer is " + state + " and not completed.",
        cancelled ? "Start it again if this was not meant." : "Look with: scp2p downloads --all");
  }

  /** While the process ends; what is printed here is the last that is seen. */
  private void leave() {
    bar.finish();
    String home = " --home " + daemon.home();
    try {
      Json now = daemon.get("/transfers/" + id);
      boolean pausable =
          now.at("can").elements().stream().anyMatch(may -> may.text().equals("pause"));
      daemon.post("/transfers/" + id + (pausable ? "/pause" : "/cancel"));
      System.err.println(
          pausable
              ? "paused; go on with: scp2p resume --watch" + home + " " + id
              : "cancelled; start the same command again");
    } catch (DaemonException failure) {
      System.err.println("left: " + failure.getMessage() + " Look with: scp2p downloads" + home);
    }
  }
}
