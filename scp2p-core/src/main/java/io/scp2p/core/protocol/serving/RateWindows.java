package io.scp2p.core.protocol.serving;

import io.scp2p.core.protocol.RateWindow;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The counters of one key or address. Most peers use one or two classes, so a window is made when
 * it is first needed.
 */
final class RateWindows {
  /** Section 17.1. */
  static final Duration WINDOW = Duration.ofSeconds(60);

  static final long WINDOW_NANOS = WINDOW.toNanos();

  private final RateLimits limits;
  private final Map<RateCounter, RateWindow> windows = new EnumMap<>(RateCounter.class);
  private long usedNanos;

  RateWindows(RateLimits limits) {
    this.limits = limits;
  }

  /** Counts one request and says whether it is within the limit. */
  boolean admit(RateCounter counter, long nowNanos) {
    RateWindow window = windows.get(counter);
    if (window == null) {
      window = new RateWindow(limits.of(counter), WINDOW);
      windows.put(counter, window);
    }
    return window.admit(nowNanos);
  }

  void use(long nowNanos) {
    usedNanos = nowNanos;
  }

  /** Whether every window here has ended, because none can have begun after the last use. */
  boolean isIdle(long nowNanos) {
    return nowNanos - usedNanos >= WINDOW_NANOS;
  }
}
