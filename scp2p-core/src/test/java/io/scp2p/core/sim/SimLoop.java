package io.scp2p.core.sim;

import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.engine.Loop;
import java.time.Duration;

/** The loop of a simulated node: the world itself, so that a crash of the host takes it along. */
public final class SimLoop implements Loop {
  private final SimHost host;

  /** A loop for what runs on {@code host}. */
  public SimLoop(SimHost host) {
    this.host = host;
  }

  @Override
  public void post(Runnable action) {
    SimTask unused = host.schedule(Duration.ZERO, "posted", action);
  }

  @Override
  public Timer at(long deadlineNanos, Runnable action) {
    long delay = Math.max(0, deadlineNanos - host.world().nanos());
    return host.schedule(Duration.ofNanos(delay), "timer", action)::cancel;
  }

  @Override
  public TimeSource time() {
    return host.world();
  }
}
