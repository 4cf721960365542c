package io.scp2p.core.protocol;

import java.time.Duration;

/**
 * One rate limit of section 17.1: a fixed window that starts with the first request in it. The
 * counter is increased before the check, so request number limit + 1 is the first refused, and a
 * refused request counts too.
 */
public final class RateWindow {
  private final int limit;
  private final long windowNanos;
  private long startNanos;
  private int count;

  /** Makes a window in which nothing was asked yet. */
  public RateWindow(int limit, Duration window) {
    this.limit = limit;
    this.windowNanos = Nanos.of(window);
    if (limit < 1 || windowNanos < 1) {
      throw new IllegalArgumentException("no rate limit of " + limit + " in " + window);
    }
  }

  /**
   * Counts one request and says whether it is within the limit. Requests that are never refused but
   * add to a total are counted by ignoring the answer.
   */
  public boolean admit(long nowNanos) {
    if (isIdle(nowNanos)) {
      startNanos = nowNanos;
      count = 0;
    }
    if (count < Integer.MAX_VALUE) {
      count++;
    }
    return count <= limit;
  }

  /** Whether the next request starts a new window, so that this object could be forgotten. */
  public boolean isIdle(long nowNanos) {
    return count == 0 || nowNanos - startNanos >= windowNanos;
  }
}
