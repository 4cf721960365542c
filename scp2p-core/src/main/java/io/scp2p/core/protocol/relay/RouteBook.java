package io.scp2p.core.protocol.relay;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.wire.record.RelayRoute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Through which relays peers can be reached. The newest route comes first, since slots change at
 * every registration; one that failed rests, one whose slot is gone is forgotten.
 *
 * <p>Bounded: {@link #MAX_ROUTES} for each peer, and so many peers; beyond these the one looked at
 * longest ago is forgotten.
 */
public final class RouteBook {
  /** As many as a node may keep tunnels. */
  public static final int MAX_ROUTES = 8;

  /** Before a route that failed is tried again, if there is another. */
  static final long REST_NANOS = Nanos.of(Duration.ofSeconds(15));

  /** Before a relay that refused content is asked to carry some again. */
  static final long NO_CONTENT_NANOS = Nanos.of(Duration.ofMinutes(10));

  /** Failures in a row after which a route is forgotten; what fails while it rests is the same. */
  static final int MAX_FAILURES = 3;

  private final int maxPeers;
  private final Map<NodeKey, List<Entry>> byPeer = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Entry {
    final RelayRoute route;
    int failures;
    long failedNanos;
    boolean refusesContent;
    long refusedNanos;

    Entry(RelayRoute route) {
      this.route = route;
    }

    boolean rests(long nowNanos) {
      return failures > 0 && nowNanos - failedNanos < REST_NANOS;
    }

    boolean carriesContent(long nowNanos) {
      return !refusesContent || nowNanos - refusedNanos >= NO_CONTENT_NANOS;
    }
  }

  /** A book with room for so many peers. */
  public RouteBook(int maxPeers) {
    if (maxPeers < 1) {
      throw new IllegalArgumentException("maxPeers must be at least 1, not " + maxPeers);
    }
    this.maxPeers = maxPeers;
  }

  /** Somebody says that a peer can be reached so. */
  public void heard(NodeKey peer, RelayRoute route) {
    List<Entry> entries = byPeer.get(peer);
    if (entries == null) {
      if (byPeer.size() >= maxPeers) {
        byPeer.remove(byPeer.keySet().iterator().next());
      }
      entries = new ArrayList<>(2);
      byPeer.put(peer, entries);
    }
    if (entries.stream().anyMatch(entry -> entry.route.equals(route))) {
      return;
    }
    entries.add(0, new Entry(route));
    if (entries.size() > MAX_ROUTES) {
      entries.remove(entries.size() - 1);
    }
  }

  /**
   * The peer itself says that these are its routes, the best first, and that there are no others.
   */
  public void toldAll(NodeKey peer, List<RelayRoute> routes) {
    if (routes.isEmpty()) {
      return;
    }
    for (int i = Math.min(routes.size(), MAX_ROUTES) - 1; i >= 0; i--) {
      heard(peer, routes.get(i));
    }
    List<Entry> entries = byPeer.get(peer);
    if (entries != null) {
      entries.removeIf(entry -> !routes.contains(entry.route));
    }
  }

  /** Routes to try now, the best first. Those that rest come last: there may be no others. */
  public List<RelayRoute> of(NodeKey peer, boolean content, long nowNanos) {
    List<RelayRoute> ready = new ArrayList<>();
    List<RelayRoute> resting = new ArrayList<>();
    for (Entry entry : byPeer.getOrDefault(peer, List.of())) {
      if (!content || entry.carriesContent(nowNanos)) {
        (entry.rests(nowNanos) ? resting : ready).add(entry.route);
      }
    }
    ready.addAll(resting);
    return ready;
  }

  /** Whether there is any. */
  public boolean leadsTo(NodeKey peer) {
    return !byPeer.getOrDefault(peer, List.of()).isEmpty();
  }

  /** A route has carried something. */
  public void worked(NodeKey peer, RelayRoute route) {
    Entry entry = entry(peer, route);
    if (entry != null) {
      entry.failures = 0;
    }
  }

  /**
   * Nothing came back. A connection that breaks takes all requests with it that are under way: that
   * is one failure, or a router that forgets everything would leave no way to anybody.
   */
  public void failed(NodeKey peer, RelayRoute route, long nowNanos) {
    Entry entry = entry(peer, route);
    if (entry != null && !entry.rests(nowNanos)) {
      entry.failures++;
      entry.failedNanos = nowNanos;
      if (entry.failures >= MAX_FAILURES) {
        gone(peer, route);
      }
    }
  }

  /** The relay does not know the slot any more. */
  public void gone(NodeKey peer, RelayRoute route) {
    List<Entry> entries = byPeer.get(peer);
    if (entries != null) {
      entries.removeIf(entry -> entry.route.equals(route));
      if (entries.isEmpty()) {
        byPeer.remove(peer);
      }
    }
  }

  /** The relay carries no content, or no more of it today. */
  public void refusedContent(NodeKey peer, RelayRoute route, long nowNanos) {
    Entry entry = entry(peer, route);
    if (entry != null) {
      entry.refusesContent = true;
      entry.refusedNanos = nowNanos;
    }
  }

  private @Nullable Entry entry(NodeKey peer, RelayRoute route) {
    for (Entry entry : byPeer.getOrDefault(peer, List.of())) {
      if (entry.route.equals(route)) {
        return entry;
      }
    }
    return null;
  }

  /** How many peers are in it. */
  public int size() {
    return byPeer.size();
  }
}
