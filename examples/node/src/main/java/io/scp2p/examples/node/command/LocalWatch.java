package io.scp2p.examples.node.command;

import io.scp2p.api.transfer.TransferHandle;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.examples.node.daemon.json.JsonException;
import io.scp2p.examples.node.daemon.json.JsonWriter;
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
    Thread hook =
        new Thread(
            () -> {
              bar.finish();
              System.err.println(toResume);
            },
            "say-how-to-resume");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      if (out.isJson()) {
        transfer.states().subscribe(state -> line(out, "state", Map.of("state", state)));
        transfer.progress().subscribe(progress -> line(out, "progress", progress));
      } else {
        transfer.progress().subscribe(bar::show, failure -> bar.finish());
      }
      R result = Objects.requireNonNull(transfer.result().block());
      if (out.isJson()) {
        Map<String, @Nullable Object> end = new LinkedHashMap<>();
        end.put("id", transfer.id());
        end.put("state", TransferState.COMPLETED);
        end.put("result", result);
        line(out, "end", end);
      }
      return result;
    } finally {
      bar.finish();
      forget(hook);
    }
  }

  /** One line of a stream: its type first. */
  static void line(Output out, String type, Object data) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("type", type);
    json(data).members().forEach(member -> line.put(member.getKey(), member.getValue().raw()));
    synchronized (out) {
      out.value(Json.of(line));
    }
  }

  /** A record of the API as the daemon would send it. */
  static Json json(Object data) {
    try {
      return Json.parse(JsonWriter.write(data));
    } catch (JsonException e) {
      throw new IllegalStateException("what was written cannot be read", e);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The process is ending already: the hook has its say.
      return;
    }
  }
}
