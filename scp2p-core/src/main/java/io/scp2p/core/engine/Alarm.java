package io.scp2p.core.engine;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Follows the deadline of a machine, which moves with every step. Lives on the loop. */
public final class Alarm {
  private final Loop loop;
  private final Runnable action;
  private OptionalLong setFor = OptionalLong.empty();
  private Loop.@Nullable Timer timer;

  /** An alarm that is not set. */
  public Alarm(Loop loop, Runnable action) {
    this.loop = loop;
    this.action = action;
  }

  /** Sets it anew; empty for never. */
  public void set(OptionalLong deadlineNanos) {
    if (deadlineNanos.equals(setFor)) {
      return;
    }
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    setFor = deadlineNanos;
    if (deadlineNanos.isPresent()) {
      timer = loop.at(deadlineNanos.getAsLong(), this::ring);
    }
  }

  private void ring() {
    timer = null;
    setFor = OptionalLong.empty();
    action.run();
  }
}
