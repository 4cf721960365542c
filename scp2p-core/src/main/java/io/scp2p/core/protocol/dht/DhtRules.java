package io.scp2p.core.protocol.dht;

import java.time.Duration;

/**
 * How a node takes part.
 *
 * @param replication to how many nodes a value is given (K)
 * @param parallelism questions in flight of one lookup (alpha); each chain of referrals gets at
 *     least one
 * @param lookupTimeout for a whole lookup
 * @param storeValues whether values of others are kept
 * @param maxValues how many of them
 * @param maxValueBytes how much memory for them
 */
public record DhtRules(
    int replication,
    int parallelism,
    Duration lookupTimeout,
    boolean storeValues,
    int maxValues,
    long maxValueBytes) {
  /** Values are small; this is some 50,000 provider records. */
  public static final long DEFAULT_MAX_VALUE_BYTES = 32L << 20;

  /** Chains of referrals that have to be misled, each for itself. */
  static final int PATHS = 3;

  /** A node that takes longer no longer keeps its lookup from asking another one as well. */
  static final Duration STALL = Duration.ofMillis(600);

  /** A node that takes longer has failed: connect and answer at their limits (section 5.3). */
  static final Duration ASK_TIMEOUT = Duration.ofSeconds(8);

  /** The defaults of sections 8.7 and 8.8. */
  public static final DhtRules DEFAULT =
      new DhtRules(20, 3, Duration.ofSeconds(30), true, 100_000, DEFAULT_MAX_VALUE_BYTES);
}
