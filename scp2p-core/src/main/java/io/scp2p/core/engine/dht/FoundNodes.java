package io.scp2p.core.engine.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who had the head of a share when it was last looked for: the same nodes get the next one, so a
 * subscription that is looked at every minute need not look for them each time. Bounded; the share
 * asked for longest ago is forgotten.
 */
final class FoundNodes {
  /** Nodes come and go: with a half-life of an hour one of ten is gone after so long. */
  static final Duration FRESH = Duration.ofMinutes(10);

  static final int MAX_SHARES = 4_096;

  private final Map<ShareId, Found> found = new LinkedHashMap<>(16, 0.75f, true);

  private record Found(List<NodeKey> nodes, long sinceNanos) {}

  /** A lookup has found nodes, holders first. */
  void put(ShareId share, List<NodeKey> nodes, long nowNanos) {
    found.put(share, new Found(List.copyOf(nodes), nowNanos));
    if (found.size() > MAX_SHARES) {
      found.remove(found.keySet().iterator().next());
    }
  }

  /** What was found, unless that is too long ago. */
  Optional<List<NodeKey>> get(ShareId share, long nowNanos) {
    Found known = found.get(share);
    return known == null || nowNanos - known.sinceNanos() >= FRESH.toNanos()
        ? Optional.empty()
        : Optional.of(known.nodes());
  }

  int size() {
    return found.size();
  }
}
