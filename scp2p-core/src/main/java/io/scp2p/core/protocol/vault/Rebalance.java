package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which shards had better lie elsewhere (section V10.4): those of a file that crowd one failure
 * domain while another has room, and then those at the fullest holder as long as another is much
 * emptier. Deterministic; when nothing can be gained nothing moves.
 */
public final class Rebalance {
  /** Moves of one rebalancing; the next one goes on. */
  public static final int MAX_MOVES = 10_000;

  /** Below this difference between what parts of two holders are used nothing is gained. */
  private static final double UNEVEN = 0.25;

  private final Map<NodeKey, Candidate> candidates = new TreeMap<>();
  private final Map<NodeKey, Long> free = new HashMap<>();
  private final Map<NodeKey, Long> used = new HashMap<>();
  private final List<Move> moves = new ArrayList<>();

  private Rebalance() {}

  /**
   * A file.
   *
   * @param placed where its shards are, by index; only holders that are there
   */
  public record Shelf(FileId file, long shardBytes, Map<Integer, Candidate> placed) {
    /** Copies the map. */
    public Shelf {
      placed = new TreeMap<>(placed);
    }
  }

  /** A shard that goes from one holder to another. */
  public record Move(FileId file, int index, NodeKey from, NodeKey to) {}

  /** Plans. */
  public static List<Move> plan(List<Shelf> shelves, List<Candidate> candidates) {
    Rebalance plan = new Rebalance();
    for (Candidate each : candidates) {
      plan.candidates.put(each.holder(), each);
      plan.free.put(each.holder(), each.freeBytes());
    }
    for (Shelf shelf : shelves) {
      shelf
          .placed()
          .values()
          .forEach(each -> plan.used.merge(each.holder(), shelf.shardBytes(), Long::sum));
    }
    shelves.forEach(plan::spread);
    shelves.forEach(plan::even);
    return plan.moves;
  }

  /** Holders count like domains here: two shards at one holder crowd it. */
  private static Map<String, Integer> crowds(Shelf shelf) {
    Map<String, Integer> crowds = new HashMap<>();
    shelf
        .placed()
        .values()
        .forEach(each -> domains(each).forEach(domain -> crowds.merge(domain, 1, Integer::sum)));
    return crowds;
  }

  private static Set<String> domains(Candidate candidate) {
    Set<String> domains = new java.util.TreeSet<>(candidate.domains());
    domains.add(candidate.holder().hex());
    return domains;
  }

  private static int crowd(Candidate candidate, Map<String, Integer> crowds) {
    return domains(candidate).stream()
        .mapToInt(each -> crowds.getOrDefault(each, 0))
        .max()
        .orElse(0);
  }

  private void spread(Shelf shelf) {
    boolean moved = true;
    while (moved && moves.size() < MAX_MOVES) {
      moved = false;
      Map<String, Integer> crowds = crowds(shelf);
      int worst = -1;
      int worstCrowd = 1;
      for (Map.Entry<Integer, Candidate> each : shelf.placed().entrySet()) {
        int crowd = crowd(each.getValue(), crowds);
        if (crowd > worstCrowd) {
          worst = each.getKey();
          worstCrowd = crowd;
        }
      }
      Candidate to = worst < 0 ? null : best(shelf, crowds, worstCrowd - 2);
      if (to != null) {
        move(shelf, worst, to);
        moved = true;
      }
    }
  }

  /** The emptiest that has at most so many shards in each of its domains. */
  private @Nullable Candidate best(Shelf shelf, Map<String, Integer> crowds, int most) {
    Candidate best = null;
    for (Candidate each : candidates.values()) {
      boolean fits = room(each) >= HolderLedger.cost(shelf.shardBytes());
      if (fits
          && crowd(each, crowds) <= most
          && (best == null || fill(each.holder()) < fill(best.holder()))) {
        best = each;
      }
    }
    return best;
  }

  private long room(Candidate candidate) {
    return free.getOrDefault(candidate.holder(), 0L);
  }

  /** What part of the room a holder gives this owner is used. */
  private double fill(NodeKey holder) {
    double taken = used.getOrDefault(holder, 0L);
    double all = taken + free.getOrDefault(holder, 0L);
    return all <= 0 ? 1 : taken / all;
  }

  /** At most one shard of each file moves for this. */
  private void even(Shelf shelf) {
    int index = -1;
    double fullest = 0;
    for (Map.Entry<Integer, Candidate> each : shelf.placed().entrySet()) {
      double fill = fill(each.getValue().holder());
      if (fill > fullest) {
        index = each.getKey();
        fullest = fill;
      }
    }
    if (index < 0 || moves.size() >= MAX_MOVES) {
      return;
    }
    Candidate to = best(shelf, crowds(shelf), 0);
    if (to != null && fullest - fill(to.holder()) > UNEVEN) {
      move(shelf, index, to);
    }
  }

  private void move(Shelf shelf, int index, Candidate to) {
    Candidate from = shelf.placed().put(index, to);
    long cost = HolderLedger.cost(shelf.shardBytes());
    free.merge(to.holder(), -cost, Long::sum);
    used.merge(to.holder(), shelf.shardBytes(), Long::sum);
    if (from != null) {
      free.merge(from.holder(), cost, Long::sum);
      used.merge(from.holder(), -shelf.shardBytes(), Long::sum);
      moves.add(new Move(shelf.file(), index, from.holder(), to.holder()));
    }
  }
}
