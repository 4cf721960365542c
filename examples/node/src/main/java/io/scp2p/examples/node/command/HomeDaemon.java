package io.scp2p.examples.node.command;

import io.scp2p.examples.node.daemon.client.DaemonClient;
import io.scp2p.examples.node.daemon.client.ServerEvents;
import io.scp2p.examples.node.daemon.json.Json;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The daemon of a home, as commands ask it: answers are shown, and not only read. */
final class HomeDaemon {
  /** What a list of the interface gives at once. */
  private static final String MAX_PAGE = "1000";

  private final Path home;
  private final DaemonClient client;

  private HomeDaemon(Path home, DaemonClient client) {
    this.home = home;
    this.client = client;
  }

  /**
   * One of a stream.
   *
   * @param type what it is
   * @param id to resume after; empty if it has none
   * @param data what it is about
   */
  record Event(String type, String id, Json data) {}

  /** Nothing if none runs. */
  static Optional<HomeDaemon> of(Path home) {
    return DaemonClient.find(home).map(client -> new HomeDaemon(home, client));
  }

  Path home() {
    return home;
  }

  Json get(String path) {
    return client.get(path);
  }

  /** Every element of a list, page by page. */
  List<Json> list(String path) {
    return client.all(path);
  }

  /** The same of what other nodes are asked for: each page asks anew, so as few as can be. */
  List<Json> listOfOthers(String path) {
    return list(DaemonClient.path(path, Map.of("limit", MAX_PAGE)));
  }

  Json post(String path) {
    return post(path, Map.of());
  }

  Json post(String path, Map<String, ? extends @Nullable Object> body) {
    return client.post(path, body);
  }

  Json put(String path, Map<String, ? extends @Nullable Object> body) {
    return client.put(path, body);
  }

  Json patch(String path, Map<String, ? extends @Nullable Object> body) {
    return client.patch(path, body);
  }

  void delete(String path) {
    client.delete(path);
  }

  /** Bytes of content; the address is whole, as the daemon has given it. */
  InputStream open(String address) {
    return client.open(address);
  }

  /**
   * Follows a stream of events until it ends.
   *
   * @param lastEventId the last one that is known, or null
   * @param more takes each, and says whether it wants another
   */
  void events(String path, @Nullable String lastEventId, Predicate<Event> more) {
    try (ServerEvents events = client.events(path, lastEventId)) {
      boolean wanted = true;
      while (wanted && events.hasNext()) {
        ServerEvents.Event event = events.next();
        String id = event.id();
        wanted = more.test(new Event(event.name(), id == null ? "" : id, event.data()));
      }
    }
  }
}
