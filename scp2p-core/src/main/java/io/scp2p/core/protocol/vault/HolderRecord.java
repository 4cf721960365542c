package io.scp2p.core.protocol.vault;

/**
 * What a holder has shown of itself. Immutable; grows by what is observed.
 *
 * @param auditsPassed proofs of possession given
 * @param auditsFailed proofs not given, and bytes that were wrong
 * @param onlineSeconds of the time observed
 * @param observedSeconds since it was first met, with older time counting less
 * @param awaySinceSeconds since when it has not been reached, Unix time; 0 if it is there
 * @param seenSeconds when this was last brought up to date
 */
public record HolderRecord(
    long auditsPassed,
    long auditsFailed,
    double onlineSeconds,
    double observedSeconds,
    long awaySinceSeconds,
    long seenSeconds) {
  /** Time weighs half as much after this. */
  static final double HALF_LIFE_SECONDS = 30 * 86_400.0;

  /** What is assumed before anything was observed, as if it had been observed for two days. */
  private static final double PRIOR_UPTIME = 0.8;

  private static final double PRIOR_SECONDS = 2 * 86_400.0;

  /** A failed proof weighs as much as so many that were given. */
  private static final int FAILURE_WEIGHT = 8;

  /** A holder just met. */
  public static HolderRecord met(long nowSeconds) {
    return new HolderRecord(0, 0, 0, 0, 0, nowSeconds);
  }

  /** Somebody who is said to hold a shard, and has not been met yet. */
  public static HolderRecord heardOf(long nowSeconds) {
    return new HolderRecord(0, 0, 0, 0, nowSeconds, nowSeconds);
  }

  /**
   * This node was off, asleep or cut off since the last look: the time says nothing about others,
   * and no absence grows by it.
   */
  public HolderRecord unobserved(long nowSeconds) {
    long passed = Math.max(0, nowSeconds - seenSeconds);
    return new HolderRecord(
        auditsPassed,
        auditsFailed,
        onlineSeconds,
        observedSeconds,
        awaySinceSeconds == 0 ? 0 : awaySinceSeconds + passed,
        nowSeconds);
  }

  /** It is there, or it is not. */
  public HolderRecord observed(boolean online, long nowSeconds) {
    double passed = Math.max(0, nowSeconds - seenSeconds);
    double fade = Math.pow(0.5, passed / HALF_LIFE_SECONDS);
    // The time since the last look counts as what it was then.
    boolean wasOnline = awaySinceSeconds == 0;
    long away = online ? 0 : wasOnline ? nowSeconds : awaySinceSeconds;
    return new HolderRecord(
        auditsPassed,
        auditsFailed,
        onlineSeconds * fade + (wasOnline ? passed : 0),
        observedSeconds * fade + passed,
        away,
        nowSeconds);
  }

  /** It gave a proof, or did not. */
  public HolderRecord audited(boolean passed) {
    return new HolderRecord(
        auditsPassed + (passed ? 1 : 0),
        auditsFailed + (passed ? 0 : 1),
        onlineSeconds,
        observedSeconds,
        awaySinceSeconds,
        seenSeconds);
  }

  /** The part of the time it is there, 0 to 1. */
  public double uptime() {
    return (onlineSeconds + PRIOR_UPTIME * PRIOR_SECONDS) / (observedSeconds + PRIOR_SECONDS);
  }

  /** How much it is worth as a holder, 0 to 1. */
  public double reputation() {
    double proofs = (auditsPassed + 2.0) / (auditsPassed + 2.0 + FAILURE_WEIGHT * auditsFailed);
    return uptime() * proofs * proofs;
  }

  /** How long it has been away. */
  public long awaySeconds(long nowSeconds) {
    return awaySinceSeconds == 0 ? 0 : Math.max(0, nowSeconds - awaySinceSeconds);
  }
}
