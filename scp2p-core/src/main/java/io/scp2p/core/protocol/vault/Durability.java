package io.scp2p.core.protocol.vault;

import java.time.Duration;

/**
 * An honest estimate of how well a file is kept (section V10.5), in nines: 4 nines are a chance of
 * one in 10,000.
 *
 * <p>Availability is the chance that at least k of the shards are at holders that are there, each
 * with its own uptime. Durability follows how many shards are missing over a year: each of those
 * left is lost at the rate at which holders leave for good; a repair brings all of them back, at
 * the rate at which leavings are noticed and repaired. A file is lost when fewer than k are left.
 */
public final class Durability {
  /** Beyond this an estimate means nothing. */
  public static final double MAX_NINES = 12;

  private static final double YEAR_DAYS = 365;
  private static final double STEP_DAYS = 0.05;

  private Durability() {}

  /**
   * Nines of being able to read a file at once.
   *
   * @param uptimes of the holder of each shard
   */
  public static double availabilityNines(int needed, double[] uptimes) {
    return nines(1 - atLeast(needed, uptimes));
  }

  /** The chance that at least so many of independent events happen. */
  static double atLeast(int needed, double[] chances) {
    double[] exactly = new double[chances.length + 1];
    exactly[0] = 1;
    for (double chance : chances) {
      for (int i = chances.length; i > 0; i--) {
        exactly[i] = exactly[i] * (1 - chance) + exactly[i - 1] * chance;
      }
      exactly[0] *= 1 - chance;
    }
    double sum = 0;
    for (int i = chances.length; i >= needed; i--) {
      sum += exactly[i];
    }
    return Math.min(1, sum);
  }

  /**
   * Nines of not losing a file within a year.
   *
   * @param uptime of holders, on average: while fewer than k are there, nothing can be repaired
   * @param leavingPerDay the chance that a holder leaves for good within a day
   * @param repairThreshold with so many missing, a repair begins
   * @param noticed after which a missing shard counts as missing
   * @param repair how long a repair takes once it is due
   */
  public static double durabilityNines(
      int dataShards,
      int parityShards,
      double uptime,
      double leavingPerDay,
      int repairThreshold,
      Duration noticed,
      Duration repair) {
    int lost = parityShards + 1;
    double[] missing = new double[lost + 1];
    missing[0] = 1;
    double delayDays = (noticed.toSeconds() + repair.toSeconds()) / 86_400.0;
    for (double day = 0; day < YEAR_DAYS; day += STEP_DAYS) {
      double[] next = missing.clone();
      for (int i = 0; i < lost; i++) {
        int left = dataShards + parityShards - i;
        double fails = missing[i] * Math.min(1, left * leavingPerDay * STEP_DAYS);
        next[i] -= fails;
        next[i + 1] += fails;
        if (i >= repairThreshold) {
          double readable = readable(dataShards, left, uptime);
          double repaired =
              missing[i] * Math.min(1, readable * STEP_DAYS / Math.max(delayDays, STEP_DAYS));
          next[i] -= repaired;
          next[0] += repaired;
        }
      }
      missing = next;
    }
    return nines(missing[lost]);
  }

  private static double readable(int needed, int left, double uptime) {
    double[] chances = new double[left];
    java.util.Arrays.fill(chances, uptime);
    return atLeast(needed, chances);
  }

  /** 0.0001 is 4. */
  public static double nines(double chance) {
    return chance <= 0 ? MAX_NINES : Math.min(MAX_NINES, Math.max(0, -Math.log10(chance)));
  }
}
