package io.scp2p.core.protocol;

import java.time.Duration;

/** From when on the way to a peer is long, for everything that then behaves in another way. */
public final class LongWay {
  /** The shortest round trip of a long way. */
  public static final Duration ROUND_TRIP = Duration.ofMillis(100);

  private LongWay() {}

  /** Whether a way of this round trip is long. */
  public static boolean is(long roundTripNanos) {
    return roundTripNanos >= ROUND_TRIP.toNanos();
  }
}
