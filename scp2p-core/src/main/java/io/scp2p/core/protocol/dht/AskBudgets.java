package io.scp2p.core.protocol.dht;

import io.scp2p.core.protocol.TokenBucket;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each node may be asked: section 17.1 admits 600 DHT requests in a minute, counted from
 * the first, so a burst and a minute of the steady rate together stay below that. Stores leave some
 * for lookups. A node that was not asked for a while may be asked as often as one that never was,
 * and is forgotten. Bounded all the same; then the node asked longest ago is forgotten.
 */
final class AskBudgets {
  static final int PER_SECOND = 8;
  static final int BURST = 90;

  /** What stores leave in the bucket. */
  static final int KEPT_FOR_LOOKUPS = 40;

  static final int MAX_NODES = 2_048;

  private final Map<Object, TokenBucket> byNode = new LinkedHashMap<>(16, 0.75f, true);

  boolean mayAsk(PeerAddress node, long nowNanos) {
    TokenBucket bucket = byNode.get(who(node));
    return bucket == null || bucket.available(nowNanos) > 0;
  }

  boolean mayStore(PeerAddress node, long nowNanos) {
    TokenBucket bucket = byNode.get(who(node));
    return bucket == null || bucket.available(nowNanos) > KEPT_FOR_LOOKUPS;
  }

  void asked(PeerAddress node, long nowNanos) {
    bucket(node, nowNanos).spend(1, nowNanos);
  }

  /** It said "rate limit": its minute has to pass. */
  void refused(PeerAddress node, long nowNanos) {
    TokenBucket bucket = bucket(node, nowNanos);
    bucket.spend(Math.max(0, bucket.available(nowNanos)) + 60L * PER_SECOND, nowNanos);
  }

  private TokenBucket bucket(PeerAddress node, long nowNanos) {
    TokenBucket bucket = byNode.get(who(node));
    if (bucket == null) {
      makeRoom(nowNanos);
      bucket = new TokenBucket(PER_SECOND, BURST, nowNanos);
      byNode.put(who(node), bucket);
    }
    return bucket;
  }

  /** Drops full buckets, the ones used longest ago first, until there is one that is not. */
  private void makeRoom(long nowNanos) {
    Iterator<TokenBucket> oldest = byNode.values().iterator();
    while (oldest.hasNext()) {
      boolean full = oldest.next().available(nowNanos) >= BURST;
      if (!full && byNode.size() < MAX_NODES) {
        return;
      }
      oldest.remove();
    }
  }

  int size() {
    return byNode.size();
  }

  private static Object who(PeerAddress node) {
    return node.pubkeyHint() == null ? node : node.pubkeyHint();
  }
}
