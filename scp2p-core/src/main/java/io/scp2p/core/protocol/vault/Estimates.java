package io.scp2p.core.protocol.vault;

import io.scp2p.core.wire.vault.VaultLimits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@link Durability} for many files: thousands of them share a few codes and a few kinds of
 * holders, and each estimate takes a millisecond. What is measured is rounded far below what it is
 * worth. Bounded; for one thread.
 */
public final class Estimates {
  /** Estimates remembered. */
  static final int MAX_REMEMBERED = 1_024;

  private static final double UPTIME_STEPS = 200;
  private static final double LEAVING_STEPS = 20_000;

  private final Duration noticed;
  private final Duration repair;
  private final Map<Key, Double> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Double> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  private record Key(int dataShards, int parityShards, int uptime, int leaving) {}

  /**
   * Nothing estimated yet.
   *
   * @param noticed after which a missing shard counts as missing
   * @param repair how long a repair takes once it is due
   */
  public Estimates(Duration noticed, Duration repair) {
    this.noticed = noticed;
    this.repair = repair;
  }

  /** Nines of not losing a file within a year. */
  public double durabilityNines(
      int dataShards, int parityShards, double uptime, double leavingPerDay) {
    // Rounded to the worse side.
    Key key =
        new Key(
            dataShards,
            parityShards,
            (int) Math.floor(uptime * UPTIME_STEPS),
            (int) Math.ceil(leavingPerDay * LEAVING_STEPS));
    return remembered.computeIfAbsent(
        key,
        asked ->
            Durability.durabilityNines(
                dataShards,
                parityShards,
                asked.uptime / UPTIME_STEPS,
                asked.leaving / LEAVING_STEPS,
                RepairPolicy.threshold(parityShards),
                noticed,
                repair));
  }

  /**
   * How much parity a file needs for the durability its owner asked for, given what its holders
   * have shown (section V10.5): 4+2 becomes 4+3, 4+4 … without touching what is placed already,
   * because codes of the same k share their parity.
   *
   * @param parityShards the least
   * @param most which is returned if nothing reaches the target
   */
  public int parityFor(
      double targetNines,
      int dataShards,
      int parityShards,
      int most,
      double uptime,
      double leavingPerDay) {
    for (int m = parityShards; m < Math.min(most, VaultLimits.MAX_PARITY_SHARDS); m++) {
      if (durabilityNines(dataShards, m, uptime, leavingPerDay) >= targetNines) {
        return m;
      }
    }
    return Math.max(parityShards, Math.min(most, VaultLimits.MAX_PARITY_SHARDS));
  }
}
