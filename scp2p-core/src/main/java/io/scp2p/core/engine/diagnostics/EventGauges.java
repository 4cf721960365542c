package io.scp2p.core.engine.diagnostics;

import io.scp2p.core.engine.event.EventHub;
import org.jspecify.annotations.Nullable;

/**
 * What the gauges of the event stream read. A sink of the host may keep them for as long as it
 * lives, and it outlives nodes: at the end of one they let go of it.
 */
final class EventGauges {
  private volatile @Nullable EventHub hub;
  private volatile long published;
  private volatile long missed;

  void watch(EventHub watched) {
    hub = watched;
  }

  void end() {
    EventHub ended = hub;
    if (ended != null) {
      published = ended.newest();
      missed = ended.missed();
      hub = null;
    }
  }

  long published() {
    EventHub now = hub;
    return now == null ? published : now.newest();
  }

  long missed() {
    EventHub now = hub;
    return now == null ? missed : now.missed();
  }

  long subscribers() {
    EventHub now = hub;
    return now == null ? 0 : now.subscribers();
  }
}
