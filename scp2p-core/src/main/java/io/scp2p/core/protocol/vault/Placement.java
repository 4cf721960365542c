package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Chooses holders (section V10.4). The shards of a file go to as many holders as possible, and at
 * most m of them into one failure domain, so that whatever fails as a whole takes nothing with it
 * that the others cannot replace. Among those that the rule allows, better ones are likelier, and
 * the same question always gets the same answer.
 */
public final class Placement {
  private final FileId file;
  private final int limit;
  private final long shardBytes;
  private final List<Candidate> candidates;

  /** What came of it. */
  public sealed interface Result {
    /**
     * A holder for every shard that was asked for.
     *
     * @param degraded whether a failure domain has more shards than the rule allows
     */
    record Chosen(SortedMap<Integer, NodeKey> holders, boolean degraded) implements Result {}

    /**
     * It cannot be done.
     *
     * @param holders how many offer enough room
     * @param domains how many failure domains they are in
     * @param shards how many can be placed at most under the rule
     */
    record Impossible(int holders, int domains, int shards) implements Result {}
  }

  /**
   * A question.
   *
   * @param parityShards m: how many shards one failure domain may have
   * @param candidates who offers what
   */
  public Placement(FileId file, int parityShards, long shardBytes, List<Candidate> candidates) {
    this.file = file;
    this.limit = Math.max(1, parityShards);
    this.shardBytes = HolderLedger.cost(shardBytes);
    this.candidates =
        candidates.stream().filter(each -> each.freeBytes() >= this.shardBytes).toList();
  }

  /**
   * Chooses.
   *
   * @param shards which need a holder
   * @param placed where the other shards of this file are; their domains count
   * @param allowDegraded whether a rule that cannot be kept is given up
   */
  public Result choose(
      List<Integer> shards, Map<Integer, Candidate> placed, boolean allowDegraded) {
    int most = 0;
    for (int perHolder = 1; perHolder <= limit; perHolder++) {
      SortedMap<Integer, NodeKey> chosen = assign(shards, placed, perHolder, limit);
      if (chosen.size() == shards.size()) {
        return new Result.Chosen(chosen, false);
      }
      most = Math.max(most, chosen.size());
    }
    if (allowDegraded) {
      for (int perHolder = 1; perHolder <= shards.size(); perHolder++) {
        SortedMap<Integer, NodeKey> chosen = assign(shards, placed, perHolder, Integer.MAX_VALUE);
        if (chosen.size() == shards.size()) {
          return new Result.Chosen(chosen, true);
        }
      }
    }
    long domains =
        candidates.stream().map(each -> domainsOf(each).iterator().next()).distinct().count();
    return new Result.Impossible(candidates.size(), (int) domains, most);
  }

  private SortedMap<Integer, NodeKey> assign(
      List<Integer> shards, Map<Integer, Candidate> placed, int perHolder, int perDomain) {
    Map<NodeKey, Integer> ofHolder = new HashMap<>();
    Map<String, Integer> ofDomain = new HashMap<>();
    Map<NodeKey, Long> taken = new HashMap<>();
    placed.values().forEach(each -> count(each, ofHolder, ofDomain));
    SortedMap<Integer, NodeKey> chosen = new TreeMap<>();
    for (int shard : shards) {
      Candidate best = null;
      double bestScore = 0;
      for (Candidate candidate : candidates) {
        long room = candidate.freeBytes() - taken.getOrDefault(candidate.holder(), 0L);
        boolean allowed =
            room >= shardBytes
                && ofHolder.getOrDefault(candidate.holder(), 0) < perHolder
                && domainsOf(candidate).stream()
                    .allMatch(domain -> ofDomain.getOrDefault(domain, 0) < perDomain);
        if (allowed) {
          // Fewer in its domains comes first, so that a big domain does not use up the small ones.
          double score = crowd(candidate, ofDomain) * 1e6 + score(shard, candidate);
          if (best == null || score < bestScore) {
            best = candidate;
            bestScore = score;
          }
        }
      }
      if (best != null) {
        chosen.put(shard, best.holder());
        taken.merge(best.holder(), shardBytes, Long::sum);
        count(best, ofHolder, ofDomain);
      }
    }
    return chosen;
  }

  private static void count(
      Candidate candidate, Map<NodeKey, Integer> ofHolder, Map<String, Integer> ofDomain) {
    ofHolder.merge(candidate.holder(), 1, Integer::sum);
    domainsOf(candidate).forEach(domain -> ofDomain.merge(domain, 1, Integer::sum));
  }

  private static int crowd(Candidate candidate, Map<String, Integer> ofDomain) {
    int most = 0;
    for (String domain : domainsOf(candidate)) {
      most = Math.max(most, ofDomain.getOrDefault(domain, 0));
    }
    return most;
  }

  /** A holder without known domains is one of its own. */
  private static Set<String> domainsOf(Candidate candidate) {
    return candidate.domains().isEmpty() ? Set.of(candidate.holder().hex()) : candidate.domains();
  }

  /** Weighted rendezvous hashing: the least of exponentially distributed numbers wins. */
  private double score(int shard, Candidate candidate) {
    byte[] hash =
        Sha256.hash(
            file.bytes(),
            ByteBuffer.allocate(Integer.BYTES).putInt(shard).array(),
            candidate.holder().bytes());
    double uniform = ((ByteBuffer.wrap(hash).getLong() >>> 11) + 1) / (double) ((1L << 53) + 1);
    double weight =
        Math.max(0.01, candidate.reputation())
            * StrictMath.sqrt((double) candidate.freeBytes() / shardBytes);
    return Math.min(-StrictMath.log(uniform) / weight, 1e5);
  }

  /** One holder for a shard that lost its own; null if there is none. */
  public static @Nullable NodeKey another(
      Placement placement, int shard, Map<Integer, Candidate> placed, boolean allowDegraded) {
    Result result = placement.choose(new ArrayList<>(List.of(shard)), placed, allowDegraded);
    return result instanceof Result.Chosen chosen ? chosen.holders().get(shard) : null;
  }
}
