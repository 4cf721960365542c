package io.scp2p.api.vault;

import java.util.Objects;

/**
 * How well a file is kept, estimated from what its holders have shown so far.
 *
 * @param condition in one word
 * @param reachableShards how many can be read now
 * @param neededShards how many bring it back
 * @param durabilityNines 4 means a chance of 1 in 10,000 to lose it within a year
 * @param availabilityNines 2 means that 1 read in 100 has to wait for a holder
 */
public record VaultHealth(
    Condition condition,
    int reachableShards,
    int neededShards,
    double durabilityNines,
    double availabilityNines) {
  /** Requires the condition. */
  public VaultHealth {
    Objects.requireNonNull(condition, "condition");
  }

  /** In one word. */
  public enum Condition {
    /** Every shard is where it should be. */
    HEALTHY,
    /** Shards are missing, and the target is still met. */
    WATCHED,
    /** Fewer failure domains or shards than asked for. */
    DEGRADED,
    /** One more loss and it cannot be read until a holder returns. */
    CRITICAL,
    /** It cannot be read until a holder returns. */
    UNREADABLE
  }
}
