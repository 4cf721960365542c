package io.scp2p.core.protocol.portmap;

import java.time.Duration;

/**
 * How long things take.
 *
 * @param lease asked of the router
 * @param firstRetry of a first question; doubled each time
 * @param firstTries before a protocol counts as unknown to the router
 * @param searchTime for the answers to a search for routers
 * @param renewRetry of a renewal; doubled each time
 * @param check between two questions whether the router still has its table
 * @param recovery at most, before a router that has started anew is asked again
 * @param rest before a router that gave nothing is asked again
 * @param release for giving back, at the end
 */
public record PortMapRules(
    Duration lease,
    Duration firstRetry,
    int firstTries,
    Duration searchTime,
    Duration renewRetry,
    Duration check,
    Duration recovery,
    Duration rest,
    Duration release) {
  /**
   * RFC 6886 section 3.3 recommends two hours, which a crash leaves behind at most; section 3.1
   * asks at first again after 250 ms; RFC 6887 section 14.1.3 lets five seconds pass after a
   * restart of the router and section 8.1.1 begins with three between renewals.
   */
  public static final PortMapRules DEFAULT =
      new PortMapRules(
          Duration.ofHours(2),
          Duration.ofMillis(250),
          4,
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ofMinutes(2),
          Duration.ofSeconds(5),
          Duration.ofMinutes(10),
          Duration.ofSeconds(2));
}
