package io.scp2p.core.engine.vault;

import io.scp2p.api.config.VaultConfig;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.vault.Candidate;
import io.scp2p.core.protocol.vault.Estimates;
import io.scp2p.core.protocol.vault.FailureDomains;
import io.scp2p.core.protocol.vault.FileCare;
import io.scp2p.core.protocol.vault.HolderRecord;
import io.scp2p.core.protocol.vault.Leaving;
import io.scp2p.core.protocol.vault.RepairPolicy;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.HolderOffer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The nodes that keep shards of this one, or might. Lives on the loop. */
final class HolderBook {
  /**
   * Of strangers no more are remembered; those without a session go. Whoever has shards of this
   * node stays, or a crowd could make it forget how long he has been away.
   */
  static final int MAX_HOLDERS = 4_096;

  /** Proofs remembered; the oldest are forgotten. */
  static final int MAX_PROVEN = 65_536;

  private static final Duration FORGOTTEN_AFTER = Duration.ofDays(180);

  /** How long a repair takes once it is due. */
  private static final Duration REPAIR_TAKES = Duration.ofHours(6);

  private final Map<NodeKey, Known> holders = new HashMap<>();
  private final FileCare care;
  private double leavingPerDay = Leaving.PRIOR_PER_DAY;
  private final Map<Bytes, Long> proven =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, Long> eldest) {
          return size() > MAX_PROVEN;
        }
      };

  HolderBook(VaultConfig config) {
    this.care =
        new FileCare(
            new RepairPolicy(config.repairDelay()),
            new Estimates(config.repairDelay(), REPAIR_TAKES));
  }

  /** Judges files by what these holders have shown. */
  FileCare care() {
    return care;
  }

  /** These have shards of this node: from them is learned how often holders leave. */
  void holding(Set<NodeKey> keys, long nowSeconds) {
    keys.forEach(each -> known(each, HolderRecord.heardOf(nowSeconds)).hasHeld = true);
    leavingPerDay = Leaving.perDay(held(nowSeconds).values(), nowSeconds);
  }

  /** Everybody who has or had shards of this node: who left shall not be forgotten at once. */
  Map<NodeKey, HolderRecord> held(long nowSeconds) {
    Map<NodeKey, HolderRecord> records = new HashMap<>();
    holders.forEach(
        (key, known) -> {
          if (known.hasHeld) {
            records.put(key, known.record.observed(known.online, nowSeconds));
          }
        });
    return records;
  }

  /** Those who left so long ago that they say nothing any more. They are forgotten. */
  Set<NodeKey> forget(Set<NodeKey> holding, long nowSeconds) {
    Set<NodeKey> forgotten = new HashSet<>();
    held(nowSeconds)
        .forEach(
            (key, record) -> {
              if (!holding.contains(key)
                  && record.awaySeconds(nowSeconds) > FORGOTTEN_AFTER.toSeconds()) {
                forgotten.add(key);
              }
            });
    holders.keySet().removeAll(forgotten);
    return forgotten;
  }

  /** The chance that a holder leaves for good within a day. */
  double leavingPerDay() {
    return leavingPerDay;
  }

  /** A holder has proved to have a shard. */
  void proven(Bytes shard, long wallMillis) {
    proven.put(shard, wallMillis);
  }

  /** When a shard was last proved to be there. */
  @Nullable Long provenAt(Bytes shard) {
    return proven.get(shard);
  }

  /** One node. */
  static final class Known {
    HolderRecord record;
    @Nullable HolderOffer offer;
    @Nullable InetAddress address;
    boolean online;
    boolean hasHeld;

    Known(HolderRecord record) {
      this.record = record;
    }
  }

  private Known known(NodeKey holder, HolderRecord unless) {
    Known known = holders.get(holder);
    if (known != null) {
      return known;
    }
    if (holders.size() >= MAX_HOLDERS) {
      holders.values().removeIf(each -> !each.online && !each.hasHeld);
    }
    Known fresh = new Known(unless);
    if (holders.size() < MAX_HOLDERS) {
      holders.put(holder, fresh);
    } // Else nobody can make room for it, and it is not remembered.
    return fresh;
  }

  /** What was remembered over a restart; the time between does not count. */
  void restore(Map<NodeKey, HolderRecord> records, long nowSeconds) {
    records.forEach(
        (holder, record) -> {
          Known known = known(holder, record);
          known.hasHeld = true;
          HolderRecord then = record.unobserved(nowSeconds);
          known.record =
              known.online ? then.observed(true, nowSeconds) : then.observed(false, nowSeconds);
        });
  }

  void online(NodeKey holder, @Nullable InetAddress address, long nowSeconds) {
    Known known = known(holder, HolderRecord.met(nowSeconds));
    known.online = true;
    known.address = address;
    known.record = known.record.observed(true, nowSeconds);
  }

  void offline(NodeKey holder, long nowSeconds) {
    Known known = holders.get(holder);
    if (known != null) {
      known.online = false;
      known.record = known.record.observed(false, nowSeconds);
    }
  }

  /** What a holder has shown until now. Whoever has a shard and was never met is away from now. */
  HolderRecord record(NodeKey holder, long nowSeconds) {
    Known known = known(holder, HolderRecord.heardOf(nowSeconds));
    return known.record.observed(known.online, nowSeconds);
  }

  /** Time has passed in which everybody was watched. */
  void watched(long nowSeconds) {
    holders.values().forEach(each -> each.record = each.record.observed(each.online, nowSeconds));
  }

  /** Time has passed in which this node was asleep or cut off: it says nothing about others. */
  void notWatched(long nowSeconds) {
    holders.values().forEach(each -> each.record = each.record.unobserved(nowSeconds));
  }

  void offers(NodeKey holder, HolderOffer offer) {
    Known known = holders.get(holder);
    if (known != null) {
      known.offer = offer;
    }
  }

  void audited(NodeKey holder, boolean passed) {
    Known known = holders.get(holder);
    if (known != null) {
      known.record = known.record.audited(passed);
    }
  }

  boolean isOnline(NodeKey holder) {
    Known known = holders.get(holder);
    return known != null && known.online;
  }

  List<NodeKey> online() {
    return holders.entrySet().stream()
        .filter(each -> each.getValue().online)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  Map<NodeKey, Known> all() {
    return holders;
  }

  /** What a placement may choose from. */
  List<Candidate> candidates(Predicate<NodeKey> wanted) {
    List<Candidate> candidates = new ArrayList<>();
    holders.forEach(
        (key, known) -> {
          if (known.online && known.offer != null && wanted.test(key)) {
            candidates.add(candidate(key, known.offer.freeBytes()));
          }
        });
    return candidates;
  }

  /** A holder as a placement sees it. */
  Candidate candidate(NodeKey holder, long freeBytes) {
    Known known = holders.get(holder);
    return known == null
        ? new Candidate(holder, Set.of(), freeBytes, 0.5)
        : new Candidate(holder, domains(holder), freeBytes, known.record.reputation());
  }

  Set<String> domains(NodeKey holder) {
    Known known = holders.get(holder);
    return known == null
        ? Set.of()
        : FailureDomains.of(known.address, known.offer == null ? "" : known.offer.label());
  }
}
