package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.vault.RepairPolicy.Condition;
import io.scp2p.core.protocol.vault.RepairPolicy.Urgency;
import io.scp2p.core.protocol.vault.RepairPolicy.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of how a file is kept, and what has to be done about it (sections V10.3, V10.5).
 * Decides from what holders have shown, moves nothing.
 */
public final class FileCare {
  /** Parity is not added because of holders that were watched for less: it is too early to tell. */
  public static final Duration WATCHED_ENOUGH = Duration.ofDays(1);

  private final RepairPolicy policy;
  private final Estimates estimates;

  /** With these rules. */
  public FileCare(RepairPolicy policy, Estimates estimates) {
    this.policy = policy;
    this.estimates = estimates;
  }

  /**
   * A shard that somebody has signed for.
   *
   * @param suspect whether it has failed a proof and nothing has taken its place yet
   */
  public record Kept(int index, NodeKey holder, HolderRecord record, boolean suspect) {
    /** One that has failed nothing. */
    public Kept(int index, NodeKey holder, HolderRecord record) {
      this(index, holder, record, false);
    }
  }

  /**
   * What was found.
   *
   * @param verdict what to do about what is lost
   * @param placed shards that somebody has signed for
   * @param reachable shards whose holders are there
   * @param suspects shards that failed a proof and may still be read in part
   * @param crowded whether one holder has more shards than may be lost
   * @param uptime of the holders, on average
   * @param watchedSeconds for how long they were watched, on average
   */
  public record Look(
      Verdict verdict,
      int placed,
      int reachable,
      int suspects,
      boolean crowded,
      double uptime,
      double watchedSeconds,
      double durabilityNines,
      double availabilityNines) {}

  /**
   * Looks at a file.
   *
   * @param leavingPerDay the chance that a holder leaves for good within a day
   */
  public Look look(
      int dataShards,
      int parityShards,
      Collection<Kept> shards,
      double leavingPerDay,
      long nowSeconds) {
    List<Condition> conditions =
        new ArrayList<>(Collections.nCopies(dataShards + parityShards, Condition.LOST));
    Map<Integer, Kept> best = new TreeMap<>();
    for (Kept each : shards) {
      if (each.index() < conditions.size() && !each.suspect()) {
        Condition found = policy.condition(each.record(), nowSeconds);
        if (!best.containsKey(each.index()) || found.compareTo(conditions.get(each.index())) < 0) {
          conditions.set(each.index(), found);
          best.put(each.index(), each);
        }
      }
    }
    for (Kept each : shards) {
      boolean there = policy.condition(each.record(), nowSeconds) == Condition.REACHABLE;
      boolean alone = each.index() < conditions.size() && !best.containsKey(each.index());
      if (each.suspect() && there && alone) {
        conditions.set(each.index(), Condition.SUSPECT);
      }
    }
    Map<NodeKey, Integer> perHolder = new HashMap<>();
    best.values().forEach(each -> perHolder.merge(each.holder(), 1, Integer::sum));
    // What is gone for long does not count as kept, though it may come back.
    double[] uptimes =
        best.values().stream()
            .filter(each -> conditions.get(each.index()) != Condition.GONE)
            .mapToDouble(each -> each.record().uptime())
            .toArray();
    double uptime = mean(uptimes);
    return new Look(
        policy.look(dataShards, parityShards, conditions),
        best.size(),
        Collections.frequency(conditions, Condition.REACHABLE),
        Collections.frequency(conditions, Condition.SUSPECT),
        perHolder.values().stream().anyMatch(n -> n > Math.max(1, parityShards)),
        uptime,
        mean(best.values().stream().mapToDouble(k -> k.record().observedSeconds()).toArray()),
        uptimes.length < dataShards
            ? 0
            : estimates.durabilityNines(
                dataShards, uptimes.length - dataShards, uptime, leavingPerDay),
        Durability.availabilityNines(dataShards, uptimes));
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return values.length == 0 ? 0 : sum / values.length;
  }

  /**
   * How much parity a file shall have.
   *
   * @param most there is no holder for more
   */
  public int parity(
      Look look,
      int dataShards,
      int parityShards,
      double targetNines,
      double leavingPerDay,
      int most) {
    if (look.watchedSeconds() < WATCHED_ENOUGH.toSeconds()) {
      return parityShards;
    }
    return estimates.parityFor(
        targetNines, dataShards, parityShards, most, look.uptime(), leavingPerDay);
  }

  /** Whether something has to be done, with that much parity. */
  public static Urgency urgency(Look look, int dataShards, int parityShards, int wantedParity) {
    Urgency urgency = look.verdict().urgency();
    boolean more = wantedParity > parityShards && look.reachable() >= dataShards;
    return urgency == Urgency.NONE && more ? Urgency.LAZY : urgency;
  }
}
