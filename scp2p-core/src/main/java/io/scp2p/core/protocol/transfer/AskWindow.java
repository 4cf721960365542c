package io.scp2p.core.protocol.transfer;

import io.scp2p.core.protocol.Nanos;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Keeps us below the rate limit of a peer that counts in fixed windows (section 17.1). We do not
 * know when its window began, so no span of that length may hold more than the limit: the request
 * before the last {@code limit} ones must be older.
 */
final class AskWindow {
  /** The 60 s of section 17.1, and two more for requests that were late on their way. */
  static final Duration WINDOW = Duration.ofSeconds(62);

  private final long windowNanos = Nanos.of(WINDOW);
  private final long[] askedNanos;
  private int next;
  private int count;

  AskWindow(int limit) {
    this.askedNanos = new long[limit];
  }

  /** When the next request may be sent, if not now. */
  OptionalLong closedUntilNanos(long nowNanos) {
    if (count < askedNanos.length) {
      return OptionalLong.empty();
    }
    long opensNanos = askedNanos[next] + windowNanos;
    return Nanos.isDue(opensNanos, nowNanos) ? OptionalLong.empty() : OptionalLong.of(opensNanos);
  }

  void count(long nowNanos) {
    askedNanos[next] = nowNanos;
    next = (next + 1) % askedNanos.length;
    count = Math.min(count + 1, askedNanos.length);
  }
}
