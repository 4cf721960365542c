package io.scp2p.core.engine.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.vault.Candidate;
import io.scp2p.core.protocol.vault.FailureDomains;
import io.scp2p.core.protocol.vault.HolderRecord;
import io.scp2p.core.wire.vault.HolderOffer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The nodes that keep shards of this one, or might. Lives on the loop. */
final class HolderBook {
  /** More are not remembered; those without a session go first. */
  static final int MAX_HOLDERS = 4_096;

  private final Map<NodeKey, Known> holders = new HashMap<>();

  /** One node. */
  static final class Known {
    HolderRecord record;
    @Nullable HolderOffer offer;
    @Nullable InetAddress address;
    boolean online;

    Known(HolderRecord record) {
      this.record = record;
    }
  }

  private Known known(NodeKey holder, long nowSeconds) {
    if (holders.size() >= MAX_HOLDERS && !holders.containsKey(holder)) {
      holders.values().removeIf(each -> !each.online);
    }
    return holders.computeIfAbsent(holder, key -> new Known(HolderRecord.met(nowSeconds)));
  }

  void online(NodeKey holder, @Nullable InetAddress address, long nowSeconds) {
    Known known = known(holder, nowSeconds);
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

  /** Somebody who is said to hold a shard; he may never have been met. */
  HolderRecord record(NodeKey holder, long nowSeconds) {
    Known known = known(holder, nowSeconds);
    return known.online ? known.record : known.record.observed(false, nowSeconds);
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
