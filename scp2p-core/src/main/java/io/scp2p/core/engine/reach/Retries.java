package io.scp2p.core.engine.reach;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Backoff;
import io.scp2p.core.protocol.Nanos;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** When to look again for a path to those to whom none was found: less and less often. */
final class Retries {
  /** After a search that found nothing. */
  static final Duration FIRST = Duration.ofSeconds(10);

  static final Duration LAST = Duration.ofMinutes(10);

  private final RandomGenerator random;
  private final Map<NodeKey, Retry> retries = new HashMap<>();

  private static final class Retry {
    final Backoff backoff = new Backoff(FIRST, LAST);
    long atNanos;
  }

  Retries(RandomGenerator random) {
    this.random = random;
  }

  boolean isDue(NodeKey peer, long nowNanos) {
    Retry retry = retries.get(peer);
    return retry == null || Nanos.isDue(retry.atNanos, nowNanos);
  }

  /** It has failed. */
  void later(NodeKey peer, long nowNanos) {
    Retry retry = retries.computeIfAbsent(peer, any -> new Retry());
    retry.atNanos = nowNanos + retry.backoff.nextNanos(random);
  }

  /** It worked: next time at once. */
  void forget(NodeKey peer) {
    retries.remove(peer);
  }

  /** Only those that are connected count. */
  void retain(Collection<NodeKey> connected) {
    retries.keySet().retainAll(connected);
  }
}
