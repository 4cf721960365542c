package io.scp2p.core.protocol.portmap;

import java.util.concurrent.TimeUnit;

/**
 * Notices that a router has started anew and forgotten everything: its clock, which it tells with
 * every answer, goes back or has stood still.
 */
final class Epoch {
  private static final long TOLERANCE_SECONDS = 2;
  private static final int PCP_DRIFT = 16;
  private static final int NAT_PMP_DRIFT = 8;

  private final boolean pcp;
  private boolean known;
  private long serverSeconds;
  private long clientNanos;

  Epoch(boolean pcp) {
    this.pcp = pcp;
  }

  /** Takes what the router says; returns whether it has lost its state since the last time. */
  boolean isReset(long nowServerSeconds, long nowNanos) {
    boolean reset =
        known && hasGoneBack(nowServerSeconds, TimeUnit.NANOSECONDS.toSeconds(since(nowNanos)));
    known = true;
    serverSeconds = nowServerSeconds;
    clientNanos = nowNanos;
    return reset;
  }

  private long since(long nowNanos) {
    return nowNanos - clientNanos;
  }

  private boolean hasGoneBack(long nowServerSeconds, long clientDelta) {
    if (!pcp) {
      // RFC 6886 section 3.6: less than 7/8 of the time that went by here, minus two seconds.
      long expected = serverSeconds + clientDelta - clientDelta / NAT_PMP_DRIFT;
      return nowServerSeconds < expected - TOLERANCE_SECONDS;
    }
    // RFC 6887 section 8.5.
    if (nowServerSeconds + 1 < serverSeconds) {
      return true;
    }
    long serverDelta = nowServerSeconds - serverSeconds;
    return clientDelta + TOLERANCE_SECONDS < serverDelta - serverDelta / PCP_DRIFT
        || serverDelta + TOLERANCE_SECONDS < clientDelta - clientDelta / PCP_DRIFT;
  }
}
