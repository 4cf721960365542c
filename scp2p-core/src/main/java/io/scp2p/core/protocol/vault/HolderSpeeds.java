package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long holders take for a run, learned from what they did. Shared by all transfers of a node;
 * bounded: the holder heard of least recently is forgotten.
 */
public final class HolderSpeeds {
  /** Holders remembered. */
  static final int MAX_HOLDERS = 4_096;

  /** What is assumed of a holder that was never asked. */
  static final Duration UNKNOWN = Duration.ofMillis(100);

  private static final int WEIGHT = 4;

  private final Map<NodeKey, Long> estimates =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeKey, Long> eldest) {
          return size() > MAX_HOLDERS;
        }
      };

  /** How long the next answer will probably take. */
  public long estimateNanos(NodeKey holder) {
    return estimates.getOrDefault(holder, UNKNOWN.toNanos());
  }

  /** An answer took so long. */
  public void took(NodeKey holder, long nanos) {
    estimates.merge(holder, nanos, (before, now) -> before + (now - before) / WEIGHT);
  }

  /** There is no answer after so long: it takes at least that, and is asked last for a while. */
  public void isSlow(NodeKey holder, long nanos) {
    estimates.merge(holder, nanos, Math::max);
  }
}
