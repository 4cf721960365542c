package io.scp2p.core.protocol.turn;

import java.time.Duration;

/**
 * How long things take.
 *
 * @param firstRetry of a request over UDP; doubled each time (RFC 8489 section 6.2.1)
 * @param tries before the server counts as gone
 * @param answer to a request over TCP
 * @param lifetime asked for
 * @param permission between two requests for the same peer, which last five minutes (RFC 8656
 *     section 9)
 * @param channel between two bindings of the same channel, which last ten (section 12)
 */
public record TurnRules(
    Duration firstRetry,
    int tries,
    Duration answer,
    Duration lifetime,
    Duration permission,
    Duration channel) {
  /**
   * Five tries take eight seconds: whoever waits for a path does not want to wait for the half
   * minute of RFC 8489, and TCP comes after UDP. The rest leaves a minute before the server
   * forgets, as RFC 8656 section 3.2 wants it for an allocation.
   */
  public static final TurnRules DEFAULT =
      new TurnRules(
          Duration.ofMillis(250),
          5,
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          Duration.ofMinutes(4),
          Duration.ofMinutes(9));
}
