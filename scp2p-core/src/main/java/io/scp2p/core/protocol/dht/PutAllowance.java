package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.TokenBucket;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many values each peer may put here in batches (extension X5.1). Generous for a node that
 * announces all it has to a small network, and far below what would keep this node busy. Bounded;
 * the peer that put something longest ago is forgotten.
 */
public final class PutAllowance {
  /** Values a second in the long run. */
  static final int PER_SECOND = 500;

  /** Values at once. */
  static final int BURST = 50_000;

  static final int MAX_PEERS = 1_024;

  private final Map<NodeKey, TokenBucket> byPeer = new LinkedHashMap<>(16, 0.75f, true);

  /** Counts a batch, unless it is too much. */
  public boolean admit(NodeKey peer, int values, long nowNanos) {
    TokenBucket bucket = byPeer.get(peer);
    if (bucket == null) {
      if (byPeer.size() >= MAX_PEERS) {
        byPeer.remove(byPeer.keySet().iterator().next());
      }
      bucket = new TokenBucket(PER_SECOND, BURST, nowNanos);
      byPeer.put(peer, bucket);
    }
    return bucket.tryTake(values + 1L, nowNanos);
  }
}
