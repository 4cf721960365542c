package io.scp2p.core.protocol.reach;

import java.time.Duration;

/** The numbers of a search for a direct path. */
final class IceRules {
  /** Between two packets (RFC 8445, section 14.2, says 50 ms where nothing else is known). */
  static final long PACE_NANOS = Duration.ofMillis(20).toNanos();

  /** Between two checks of one pair: doubling. Home routers answer within a few milliseconds. */
  static final long FIRST_WAIT_NANOS = Duration.ofMillis(100).toNanos();

  static final long LAST_WAIT_NANOS = Duration.ofMillis(800).toNanos();

  /** For all of it; a slow link through a relay may delay the other side by seconds. */
  static final long LIMIT_NANOS = Duration.ofSeconds(10).toNanos();

  /** After the first pair that works, for a better one that may need a round trip more. */
  static final long SETTLE_NANOS = Duration.ofMillis(150).toNanos();

  /**
   * The same where only TURN servers work: traffic goes through a relay meanwhile, and a path that
   * takes a few more checks to open is worth more than one that costs somebody.
   */
  static final long RELAYED_SETTLE_NANOS = Duration.ofSeconds(2).toNanos();

  /** Between two signs that the path is still there: a dead one must be noticed within 5 s. */
  static final long CONSENT_NANOS = Duration.ofSeconds(1).toNanos();

  /** Between them while one is missing. */
  static final long RETRY_NANOS = Duration.ofMillis(250).toNanos();

  /** Without any for so long, the path is gone. RFC 7675 would wait for 30 s. */
  static final long LOST_NANOS = Duration.ofMillis(3_500).toNanos();

  /** The same, when the other side was heard from elsewhere: it has probably moved. */
  static final long ELSEWHERE_NANOS = Duration.ofSeconds(1).toNanos();

  /** Addresses tried: what the other side named, and some that its checks come from. */
  static final int MAX_PAIRS = 32;

  /** Requests of one pair whose answers still count. */
  static final int MAX_OUTSTANDING = 16;

  private IceRules() {}
}
