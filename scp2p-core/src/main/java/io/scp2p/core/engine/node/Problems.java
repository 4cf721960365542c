package io.scp2p.core.engine.node;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.event.LifecycleEvent;
import io.scp2p.core.engine.event.EventHub;
import java.util.EnumSet;
import java.util.Set;

/**
 * What keeps the node from doing its work: each is told once when it begins and once when it is
 * over. Lives on the loop.
 */
final class Problems {
  /** All there can be; listed at {@link LifecycleEvent.ProblemRaised}. */
  static final Set<ErrorCode> KINDS =
      Set.of(
          ErrorCode.DISK_FULL,
          ErrorCode.STORE_FAILED,
          ErrorCode.STORE_CORRUPT,
          ErrorCode.HOME_UNUSABLE,
          ErrorCode.CLOCK_SKEWED);

  private final EventHub hub;
  private final Set<ErrorCode> lasting = EnumSet.noneOf(ErrorCode.class);
  private boolean begun;

  Problems(EventHub hub) {
    this.hub = hub;
  }

  /** The node has said that it is there; what came up before is told now. */
  void begin() {
    begun = true;
    lasting.forEach(this::tell);
  }

  void raise(ErrorCode problem) {
    if (!KINDS.contains(problem)) {
      throw new IllegalArgumentException(problem + " is no problem of a node");
    }
    if (lasting.add(problem) && begun) {
      tell(problem);
    }
  }

  private void tell(ErrorCode problem) {
    hub.publish(stamp -> new LifecycleEvent.ProblemRaised(stamp, problem));
  }

  void clear(ErrorCode problem) {
    if (lasting.remove(problem) && begun) {
      hub.publish(stamp -> new LifecycleEvent.ProblemCleared(stamp, problem));
    }
  }
}
