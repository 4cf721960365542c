package io.scp2p.core.protocol.sync;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Deadlines;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Questions that wait for an answer, each with a deadline. */
final class Asks {
  private final int max;
  private final Map<Long, NodeKey> peers = new HashMap<>();
  private final Deadlines<Long> deadlines;
  private long next;

  /** Numbers start at {@code first}, so that those of two rounds differ. */
  Asks(int max, long first) {
    this.max = max;
    this.deadlines = new Deadlines<>(max);
    this.next = first;
  }

  boolean isFull() {
    return peers.size() == max;
  }

  boolean isEmpty() {
    return peers.isEmpty();
  }

  long open(NodeKey peer, long deadlineNanos) {
    long ask = next++;
    peers.put(ask, peer);
    deadlines.set(ask, deadlineNanos);
    return ask;
  }

  /** Who was asked, or null if nobody waits for this answer (any more). */
  @Nullable NodeKey close(long ask) {
    deadlines.cancel(ask);
    return peers.remove(ask);
  }

  /** A question that nobody answered in time; null if there is none. */
  @Nullable Long pollOverdue(long nowNanos) {
    return deadlines.pollDue(nowNanos);
  }

  OptionalLong deadlineNanos() {
    return deadlines.earliestNanos();
  }
}
