package io.scp2p.examples.node.daemon.http;

import io.netty.buffer.Unpooled;
import io.scp2p.examples.node.daemon.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Server-sent events. They are taken from their source as fast as the other side reads them, so a
 * slow one misses events in the node's own bounded buffer, which says so.
 */
public final class Sse {
  /** Keeps connections open, and finds those that are not. */
  static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private Sse() {}

  /**
   * One event.
   *
   * @param id to resume after, or null
   * @param name its type
   * @param data written as JSON
   */
  public record Event(@Nullable String id, String name, Object data) {
    String frame() {
      String first = id == null ? "" : "id: " + id + "\n";
      // JSON has no line breaks, and names are ours.
      return first + "event: " + name + "\ndata: " + JsonWriter.write(data) + "\n\n";
    }
  }

  /** Answers with events until there are no more. */
  public static Reply reply(Flux<Event> events) {
    return new Reply.Streamed(
        response ->
            response
                .status(200)
                .header("Content-Type", "text/event-stream;charset=utf-8")
                .header("X-Accel-Buffering", "no")
                .send(
                    frames(events)
                        .map(text -> Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8))),
                    buffer -> true));
  }

  /** The head has left: a failure is the last event. */
  private static Event failed(Throwable failure) {
    return new Event(null, "failed", Map.of("error", HttpFailure.from(failure).body()));
  }

  /** Frames, with comments in between. One at once makes the browser say that it is connected. */
  static Flux<String> frames(Flux<Event> events) {
    return Flux.defer(
        () -> {
          Sinks.Empty<Void> ended = Sinks.empty();
          Flux<String> beats =
              Flux.interval(HEARTBEAT)
                  .onBackpressureDrop()
                  .map(beat -> ": still here\n\n")
                  .takeUntilOther(ended.asMono());
          Flux<String> frames =
              events
                  .onErrorResume(failure -> Flux.just(failed(failure)))
                  .map(Event::frame)
                  .doFinally(signal -> ended.tryEmitEmpty());
          // Events before all else: whoever hears that it is connected misses nothing from then on.
          return Flux.merge(frames, Flux.just(": connected\n\n"), beats);
        });
  }
}
