package io.scp2p.core.engine.download;

import io.scp2p.api.id.NodeKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Who sent what is provably wrong, across all contents and connections. One rotten sector on an
 * honest disk must not cost the rest of a share, so only who goes on is asked for nothing for a
 * while. Lives on the loop.
 */
final class Liars {
  /** Keys that are remembered; the one that has lied the longest ago makes room. */
  static final int MAX_KEPT = 1_024;

  /** With so many lies a peer is asked for nothing more until they are forgotten. */
  static final int MAX_LIES = 3;

  /** How long after the last one lies are forgotten. */
  static final Duration PERIOD = Duration.ofMinutes(10);

  /** The longest ago first, hence in the order in which they are forgotten. */
  private final Map<NodeKey, Lies> byKey = new LinkedHashMap<>();

  private record Lies(int count, long untilNanos) {
    boolean isShutOut() {
      return count >= MAX_LIES;
    }
  }

  /** One more lie; returns how many there are now of this peer. */
  int lied(NodeKey peer, long nowNanos) {
    Lies before = byKey.remove(peer);
    int count = before == null || before.untilNanos - nowNanos <= 0 ? 1 : before.count + 1;
    if (byKey.size() >= MAX_KEPT) {
      byKey.remove(byKey.keySet().iterator().next());
    }
    byKey.put(peer, new Lies(count, nowNanos + PERIOD.toNanos()));
    return count;
  }

  /** Whether a peer is to be asked for nothing now. */
  boolean isShutOut(NodeKey peer, long nowNanos) {
    Lies lies = byKey.get(peer);
    return lies != null && lies.isShutOut() && lies.untilNanos - nowNanos > 0;
  }

  /** Forgets old lies; returns those who may be asked again for that. */
  List<NodeKey> forgiven(long nowNanos) {
    List<NodeKey> forgiven = new ArrayList<>();
    var oldestFirst = byKey.entrySet().iterator();
    while (oldestFirst.hasNext()) {
      Map.Entry<NodeKey, Lies> oldest = oldestFirst.next();
      if (oldest.getValue().untilNanos - nowNanos > 0) {
        break;
      }
      if (oldest.getValue().isShutOut()) {
        forgiven.add(oldest.getKey());
      }
      oldestFirst.remove();
    }
    return forgiven;
  }

  /** When the next lies are forgotten. */
  OptionalLong dueNanos() {
    return byKey.values().stream().mapToLong(Lies::untilNanos).limit(1).findFirst();
  }

  /** How many peers are remembered. */
  int size() {
    return byKey.size();
  }
}
