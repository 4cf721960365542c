package io.scp2p.core.crypto.blake3;

import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a few {@link LaneSubtree}s, so that a hasher need not own 58 KiB and a kernel stays where
 * the collector put it. A thread that finds the pool empty gets a new one.
 */
final class LanePool {
  /** At most so many are kept, 1 MiB in all, however many threads hash at a time. */
  static final int MAX_KEPT = 16;

  private final ArrayBlockingQueue<LaneSubtree> idle;

  LanePool(int processors) {
    idle = new ArrayBlockingQueue<>(Math.max(1, Math.min(processors, MAX_KEPT)));
  }

  LaneSubtree take() {
    @Nullable LaneSubtree kept = idle.poll();
    return kept != null ? kept : new LaneSubtree();
  }

  void giveBack(LaneSubtree lanes) {
    // A full pool means a burst of threads has passed: let the collector have this one.
    boolean unused = idle.offer(lanes);
  }

  int kept() {
    return idle.size();
  }
}
