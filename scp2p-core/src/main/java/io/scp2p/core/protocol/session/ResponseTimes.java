package io.scp2p.core.protocol.session;

import io.scp2p.core.protocol.MovingEstimate;
import java.time.Duration;

/**
 * How long an answer may take: what this session has measured, with room for bad luck. A fixed
 * three seconds, as the reference has, fails on every slow line (section 21, Q-16).
 */
final class ResponseTimes {
  /** Never less: the peer may be reading a disk that has to spin up. */
  static final long MIN_NANOS = Duration.ofSeconds(5).toNanos();

  /** Never more: by then another peer will have answered. */
  static final long MAX_NANOS = Duration.ofSeconds(60).toNanos();

  /** Assumed of a peer that has sent nothing yet: half of a slow mobile line. */
  static final long UNKNOWN_BYTES_PER_SECOND = 64 << 10;

  /** Answers below this say something about latency, answers above about throughput. */
  static final int BULK_BYTES = 64 << 10;

  private static final double SECOND_NANOS = 1e9;
  private static final long MAX_BYTES_PER_SECOND = 100L << 30;
  private static final int MARGIN = 4;

  private final MovingEstimate latencyNanos = new MovingEstimate();
  private final MovingEstimate bytesPerSecond = new MovingEstimate();

  /** An answer of {@code bytes} came after {@code nanos}. */
  void sample(long nanos, int bytes) {
    long took = Math.max(1, nanos);
    if (bytes < BULK_BYTES) {
      latencyNanos.sample(took);
    } else {
      bytesPerSecond.sample(
          (long) Math.min(MAX_BYTES_PER_SECOND, SECOND_NANOS * bytes / (double) took));
    }
  }

  /** How long to wait for an answer when {@code bytesAhead} have to come before its end. */
  long allowedNanos(long bytesAhead) {
    long rate =
        bytesPerSecond.isKnown()
            ? bytesPerSecond.low(1, MAX_BYTES_PER_SECOND)
            : UNKNOWN_BYTES_PER_SECOND;
    double transfer = (double) bytesAhead / (double) rate * SECOND_NANOS;
    double latency = latencyNanos.isKnown() ? (double) latencyNanos.high(1, MAX_NANOS) : 0;
    double allowed = MARGIN * (transfer + latency);
    return Math.max(MIN_NANOS, Math.min(MAX_NANOS, (long) allowed));
  }
}
