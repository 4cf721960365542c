package io.scp2p.core.engine.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.dht.Judged;
import io.scp2p.core.protocol.dht.Subnets;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.ProviderEntry;
import io.scp2p.core.wire.record.ProviderList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whom to ask for a content, out of everything that a lookup has found. */
final class FoundProviders {
  /**
   * Addresses of one peer that nobody has signed. Which of them is old cannot be seen, so several
   * are tried, those at relays first: whoever has one cannot be dialled where he also listens.
   */
  static final int MAX_UNSIGNED = 6;

  private FoundProviders() {}

  /** Signed entries first, one of each peer; and not this node itself (quirk Q-28). */
  static List<PeerAddress> of(List<Judged> values, NodeKey self, int limit) {
    Map<Object, PeerAddress> signed = new LinkedHashMap<>();
    Map<Object, Set<PeerAddress>> plain = new LinkedHashMap<>();
    Map<Object, Long> issued = new HashMap<>();
    for (Judged value : values) {
      ProviderList list = value.providers();
      for (int i = 0; list != null && i < list.entries().size(); i++) {
        ProviderEntry entry = list.entries().get(i);
        PeerAddress address = entry.address();
        NodeKey key = address.pubkeyHint();
        boolean usable = !Subnets.isUnusable(address) && (key == null || !self.equals(key));
        Object who = key == null ? address : key;
        ProviderEntry.Proof proof = value.proved().contains(i) ? entry.proof() : null;
        if (usable && proof == null) {
          plain.computeIfAbsent(who, any -> new LinkedHashSet<>()).add(address);
        } else if (usable
            && proof != null
            && proof.issuedAt() > issued.getOrDefault(who, Long.MIN_VALUE)) {
          // Whoever changes relays is somewhere else now than a moment ago.
          issued.put(who, proof.issuedAt());
          signed.put(who, address);
        }
      }
    }
    List<PeerAddress> found = new ArrayList<>(signed.values());
    plain.keySet().removeAll(signed.keySet());
    for (Set<PeerAddress> addresses : plain.values()) {
      addresses.stream()
          .sorted(Comparator.comparing(address -> address.relayVia() == null))
          .limit(MAX_UNSIGNED)
          .forEach(found::add);
    }
    return List.copyOf(found.subList(0, Math.min(limit, found.size())));
  }
}
