package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.event.EventsMissed;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import io.scp2p.examples.node.daemon.http.Reply;
import io.scp2p.examples.node.daemon.http.Route;
import io.scp2p.examples.node.daemon.http.Routes;
import io.scp2p.examples.node.daemon.http.Sse;
import io.scp2p.examples.node.daemon.json.EventNames;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The event stream of the node, for as many as the node allows. */
final class EventRoutes {
  private static final String MISSED = "missed";
  private static final int MAX_TYPES = 64;

  private final Context context;

  private EventRoutes(Context context) {
    this.context = context;
  }

  /** Stands for what the client did not get. */
  record Missed(String type, long from, long to, long count, boolean restarted) {
    static Missed of(EventsMissed missed) {
      return new Missed(MISSED, missed.from(), missed.to(), missed.count(), false);
    }

    /** Nothing of the run before can be had any more. */
    static Missed restart() {
      return new Missed(MISSED, 0, 0, 0, true);
    }
  }

  static void register(Routes routes, Context context) {
    EventRoutes here = new EventRoutes(context);
    routes
        .get("/events", "Everything that happens, as server-sent events")
        .query("lastEventId", "as the header Last-Event-ID; 0 for all that is still held")
        .query("types", "families or single types, separated by commas; all without")
        .streams(Route.Form.EVENTS)
        .to(call -> Mono.fromSupplier(() -> here.events(call)));
  }

  private Reply events(Call call) {
    Set<String> types = types(call);
    String header = call.header("Last-Event-ID");
    Optional<String> last =
        header == null || header.isBlank() ? call.query("lastEventId") : Optional.of(header);
    return Sse.reply(
        since(last)
            .filter(
                event ->
                    event.name().equals(MISSED)
                        || types.isEmpty()
                        || types.contains(event.name())
                        || types.contains(EventNames.family(event.name()))));
  }

  private static Set<String> types(Call call) {
    return call.query("types")
        .map(text -> text.split(",", MAX_TYPES))
        .map(names -> Arrays.stream(names).map(String::strip).collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  private Flux<Sse.Event> since(Optional<String> last) {
    if (last.isEmpty()) {
      return live(context.node().events());
    }
    String id = last.get().strip();
    int colon = id.indexOf(':');
    if (colon < 0) {
      return live(context.node().events(number(id)));
    }
    if (id.substring(0, colon).equals(context.happenings().run())) {
      return live(context.node().events(number(id.substring(colon + 1))));
    }
    // Numbers of another run mean nothing in this one.
    return Flux.concat(
        Flux.just(new Sse.Event(null, MISSED, Missed.restart())), live(context.node().events(0)));
  }

  private static long number(String text) {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw HttpFailure.invalid("Last-Event-ID", "That is not the id of an event.");
    }
  }

  private Flux<Sse.Event> live(Flux<NodeEvent> events) {
    return events.map(
        event -> {
          String id = context.happenings().run() + ":" + event.sequence();
          return event instanceof EventsMissed missed
              ? new Sse.Event(id, MISSED, Missed.of(missed))
              : new Sse.Event(id, EventNames.of(event), event);
        });
  }
}
