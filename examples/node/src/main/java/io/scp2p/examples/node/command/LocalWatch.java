package io.scp2p.examples.node.command;

import io.scp2p.api.share.Publication;
import io.scp2p.api.transfer.TransferHandle;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.examples.node.daemon.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Stays with a transfer of a node in this process, and shows how far it is: as a daemon's is. */
final class LocalWatch {
  private LocalWatch() {}

  /**
   * Shows it until it ends.
   *
   * @param toResume what to say at Ctrl-C, when the node closes and suspends the transfer
   */
  static <R> R toTheEnd(TransferHandle<R> transfer, Output out, String label, String toResume) {
    ProgressBar bar = ProgressBar.onTerminal(label);
    Runnable leave =
        () -> {
          bar.finish();
          System.err.println(toResume);
        };
    AtExit atExit = AtExit.run("say-how-to-resume", leave);
    try {
      if (out.isJson()) {
        transfer.states().subscribe(state -> event(out, "state", Map.of("state", state)));
        transfer.progress().subscribe(progress -> event(out, "progress", progress));
      } else {
        transfer.states().subscribe(bar::show, failure -> bar.finish());
        transfer.progress().subscribe(bar::show, failure -> bar.finish());
      }
      R result = Objects.requireNonNull(transfer.result().block());
      if (out.isJson()) {
        Map<String, @Nullable Object> end = new LinkedHashMap<>();
        end.put("id", transfer.id());
        end.put("state", TransferState.COMPLETED);
        end.put("result", result);
        if (transfer instanceof Publication publication) {
          end.put("skipped", publication.skipped());
          end.put("skippedCount", publication.skippedCount());
        }
        event(out, "end", end);
      }
      return result;
    } finally {
      bar.finish();
      atExit.cancel();
    }
  }

  private static void event(Output out, String type, Object data) {
    out.event(type, Json.from(data));
  }
}
