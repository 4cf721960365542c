package io.scp2p.core.protocol.reach;

import java.time.Duration;

/** The numbers of a search by guessed ports (docs/reach-protocol.md N8). */
final class GuessRules {
  /** Ordinary checks have so long to find something, which they do in a second as a rule. */
  static final long PATIENCE_NANOS = Duration.ofSeconds(3).toNanos();

  /** Ports that the side with the difficult router opens: each is an entry in its table. */
  static final int PORTS = 256;

  /** Opened at once, and the pause after that: all are open after two thirds of a second. */
  static final int PORTS_AT_ONCE = 8;

  static final long OPEN_PACE_NANOS = Duration.ofMillis(20).toNanos();

  /** Ports that the other side tries: one of them is met in 98 of 100 searches. */
  static final int PROBES = 1_024;

  /** Between two of them: not more than 100 a second. */
  static final long PROBE_PACE_NANOS = Duration.ofMillis(10).toNanos();

  /** For all of it; the sides begin within a second of each other. */
  static final long LIMIT_NANOS = Duration.ofSeconds(12).toNanos();

  /** After the last guess, for the checks on what it has opened. */
  static final long SETTLE_NANOS = Duration.ofSeconds(1).toNanos();

  /** The ports that routers give out. */
  static final int FIRST_PORT = 1_024;

  static final int LAST_PORT = 65_535;

  /** Between two searches of a node: entries of the one before are forgotten by then. */
  static final long REST_NANOS = Duration.ofSeconds(30).toNanos();

  /** Before an address where nobody answered is tried again, whoever names it. */
  static final long ADDRESS_REST_NANOS = Duration.ofMinutes(2).toNanos();

  private GuessRules() {}
}
