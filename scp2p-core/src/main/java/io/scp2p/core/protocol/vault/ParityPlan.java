package io.scp2p.core.protocol.vault;

import java.time.Duration;

/**
 * How much parity a file needs for the durability its owner asked for, given what its holders have
 * shown (section V10.5): 4+2 becomes 4+3, 4+4 … without touching what is placed already, because
 * codes of the same k share their parity.
 */
public final class ParityPlan {
  private static final int MAX_PARITY = 32;

  private ParityPlan() {}

  /**
   * The least parity, not below {@code parityShards}, that reaches the target.
   *
   * @param uptime of the holders, on average
   * @param leavingPerDay the chance that a holder leaves for good within a day
   */
  public static int parityFor(
      double targetNines,
      int dataShards,
      int parityShards,
      double uptime,
      double leavingPerDay,
      Duration delay,
      Duration repair) {
    for (int m = parityShards; m < MAX_PARITY; m++) {
      double nines =
          Durability.durabilityNines(
              dataShards, m, uptime, leavingPerDay, RepairPolicy.threshold(m), delay, repair);
      if (nines >= targetNines) {
        return m;
      }
    }
    return MAX_PARITY;
  }
}
