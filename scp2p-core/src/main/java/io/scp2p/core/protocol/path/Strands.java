package io.scp2p.core.protocol.path;

import io.scp2p.core.protocol.LongWay;
import io.scp2p.core.protocol.Nanos;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * How many TCP sessions with one peer share its bulk.
 *
 * <p>A lost packet holds up one TCP connection and makes it slower, the more the longer the way; so
 * on a long way with losses several bring several times as much, and on one without they fill it
 * sooner. Where the way is short, TCP has made up for a loss before it matters, and one is enough.
 * Java cannot see losses, so the round trip decides. The numbers: docs/benchmarks/link.md.
 */
final class Strands {
  /** At most; what one download may take of a line that others use too. */
  static final int MAX = 4;

  /** Open requests for bulk from which on there is something to share. */
  static final int LEAST_OPEN = 2;

  /** After a dial that failed, and after as many as there may be: the peer may not want so many. */
  static final Duration REST = Duration.ofMinutes(1);

  private int dialling;
  private int dialled;
  private OptionalLong restUntilNanos = OptionalLong.empty();

  /**
   * Whether one more is to be dialled now; {@link #dialled} has to follow.
   *
   * @param there TCP sessions that can carry bulk
   * @param open requests for bulk on them
   * @param tripNanos the shortest round trip that was seen; 0 if unknown
   */
  boolean wantsMore(long nowNanos, int there, int open, long tripNanos) {
    if (!LongWay.is(tripNanos) || open < LEAST_OPEN || there + dialling >= MAX) {
      return false;
    }
    if (restUntilNanos.isPresent()) {
      if (!Nanos.isDue(restUntilNanos.getAsLong(), nowNanos)) {
        return false;
      }
      restUntilNanos = OptionalLong.empty();
      dialled = 0;
    }
    dialling++;
    if (++dialled == MAX - 1) {
      rest(nowNanos);
    }
    return true;
  }

  /** What came of a dial that {@link #wantsMore} asked for. */
  void dialled(long nowNanos, boolean succeeded) {
    // A dial may outlive all sessions with a peer, and end when there are new ones.
    dialling = Math.max(0, dialling - 1);
    if (!succeeded) {
      rest(nowNanos);
    }
  }

  private void rest(long nowNanos) {
    restUntilNanos = OptionalLong.of(nowNanos + REST.toNanos());
  }
}
