package io.scp2p.core.protocol.vault;

import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * When shards are rebuilt (section V10.3). A holder that is away for a day costs nothing: only one
 * that is away for longer than {@link #delay}, or that has lost a shard for certain, counts.
 * Repairs wait until several can be done with the same reading, unless one more loss would make the
 * file unreadable.
 *
 * @param delay a holder may be away before its shards count as missing
 */
public record RepairPolicy(Duration delay) {
  /** What is known of one shard. */
  public enum Condition {
    /** Its holder is there and has not failed a proof. */
    REACHABLE,
    /** Its holder is away, for less than the delay. */
    AWAY,
    /** Its holder is away for longer than the delay. */
    GONE,
    /** It has failed a proof, but its holder is there: what is still right of it can be read. */
    SUSPECT,
    /** It is not there, or wrong, or was never placed. */
    LOST
  }

  /** What is to be done. */
  public enum Urgency {
    /** Nothing. */
    NONE,
    /** When there is time: rate-limited. */
    LAZY,
    /** Now: one more loss and it cannot be read until somebody returns. */
    IMMEDIATE
  }

  /**
   * What is to be done about a file.
   *
   * @param shards indices to rebuild; empty if nothing is
   */
  public record Verdict(Urgency urgency, SortedSet<Integer> shards) {}

  /** How a holder's absence counts. */
  public Condition condition(HolderRecord holder, long nowSeconds) {
    if (holder.awaySinceSeconds() == 0) {
      return Condition.REACHABLE;
    }
    return holder.awaySeconds(nowSeconds) > delay.toSeconds() ? Condition.GONE : Condition.AWAY;
  }

  /** With so many missing a repair begins: half of what may be lost, one at least. */
  public static int threshold(int parityShards) {
    return Math.max(1, (parityShards + 1) / 2);
  }

  /**
   * Looks at a file. What is suspect counts as missing, and as something a repair may read from:
   * else the file would be given up that could still be put together.
   */
  public Verdict look(int dataShards, int parityShards, List<Condition> conditions) {
    SortedSet<Integer> missing = new TreeSet<>();
    int readable = 0;
    for (int index = 0; index < conditions.size(); index++) {
      Condition condition = conditions.get(index);
      if (condition != Condition.REACHABLE && condition != Condition.AWAY) {
        missing.add(index);
      }
      if (condition == Condition.REACHABLE || condition == Condition.SUSPECT) {
        readable++;
      }
    }
    if (missing.isEmpty() || readable < dataShards) {
      // Nothing to do, or nothing that can be done: absence below the delay moves no byte.
      return new Verdict(Urgency.NONE, new TreeSet<>());
    }
    int present = conditions.size() - missing.size();
    if (present < dataShards + 1) {
      return new Verdict(Urgency.IMMEDIATE, missing);
    }
    return missing.size() >= threshold(parityShards)
        ? new Verdict(Urgency.LAZY, missing)
        : new Verdict(Urgency.NONE, new TreeSet<>());
  }
}
