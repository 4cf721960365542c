package io.scp2p.core.engine;

import io.scp2p.api.transfer.Priority;
import io.scp2p.core.protocol.serving.Bandwidth;
import io.scp2p.core.protocol.serving.BandwidthFlow;
import io.scp2p.core.protocol.serving.BandwidthGroup;
import io.scp2p.core.protocol.serving.Grant;
import java.util.OptionalLong;

/**
 * Runs things when a {@link Bandwidth} grants them: sending an answer, or asking for the next
 * chunk. Lives on the loop.
 */
public final class Pace {
  private final Loop loop;
  private final Bandwidth<Runnable> bandwidth;
  private final Alarm alarm;
  private boolean granting;

  Pace(Loop loop, long bytesPerSecond) {
    this.loop = loop;
    this.bandwidth = new Bandwidth<>(bytesPerSecond, loop.time().nanos());
    this.alarm = new Alarm(loop, this::grant);
  }

  /** Adds a group of flows with a cap of its own, 0 for none; close it when it is over. */
  public BandwidthGroup<Runnable> group(Priority priority, long bytesPerSecond) {
    return bandwidth.group(priority, bytesPerSecond, loop.time().nanos());
  }

  /** Adds a flow to a group, with a cap of its own, 0 for none; close it when it is over. */
  public BandwidthFlow<Runnable> flow(
      BandwidthGroup<Runnable> group, Priority priority, long bytesPerSecond) {
    return group.flow(priority, bytesPerSecond, loop.time().nanos());
  }

  /**
   * Runs {@code go} once so many bytes may go; perhaps before this returns. {@link
   * BandwidthFlow#cancel} with the same object takes it back.
   *
   * @return false if the flow is closed or full
   */
  public boolean want(BandwidthFlow<Runnable> flow, int bytes, Runnable go) {
    boolean wanted = flow.want(go, bytes);
    grant();
    return wanted;
  }

  private void grant() {
    if (granting) {
      return; // What is granted may want more; the loop below sees it.
    }
    granting = true;
    try {
      long now = loop.time().nanos();
      for (Grant<Runnable> next = bandwidth.poll(now); next != null; next = bandwidth.poll(now)) {
        next.ticket().run();
      }
    } finally {
      granting = false;
      alarm.set(bandwidth.deadlineNanos(loop.time().nanos()));
    }
  }

  /** Grants nothing any more by itself. */
  void close() {
    alarm.set(OptionalLong.empty());
  }
}
