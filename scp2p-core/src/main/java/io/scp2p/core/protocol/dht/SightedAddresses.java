package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.ProviderEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A list of addresses that many write to: merged, freed of duplicates, aged and capped (quirks
 * One entry for each key, or for each address and route if it names none;
 * a proved entry beats an unproved one for the same key.
 *
 * <p>When it is full, unproved entries go before proved ones, and of these the one seen longest
 * ago.
 *
 * <p>Of several addresses that one record names for a key the first stays: whoever writes it begins
 * with the one at which he is found. Of what the owner signed the entry issued last stays, however
 * late others pass an earlier one on.
 */
final class SightedAddresses {
  private final int maxEntries;
  private final int maxPerSubnet;
  private final long maxAgeNanos;
  private final Map<Object, Sighting> byOwner = new LinkedHashMap<>(4);

  private record Sighting(ProviderEntry entry, boolean proved, long seenNanos) {}

  SightedAddresses(int maxEntries, int maxPerSubnet, long maxAgeNanos) {
    this.maxEntries = maxEntries;
    this.maxPerSubnet = maxPerSubnet;
    this.maxAgeNanos = maxAgeNanos;
  }

  /**
   * Somebody names an address; returns whether the list has changed.
   *
   * @param seenNanos when it was last true for all that is known, which may be long ago
   */
  boolean saw(ProviderEntry entry, boolean proved, long seenNanos, long nowNanos) {
    if (Nanos.isDue(seenNanos + maxAgeNanos, nowNanos) || Subnets.isUnusable(entry.address())) {
      return false;
    }
    Object owner = owner(entry.address());
    Sighting known = byOwner.get(owner);
    if (known != null) {
      if (known.proved && !proved) {
        return false; // Nobody takes back what the owner himself has signed.
      }
      if (known.proved == proved && !isNewer(entry, seenNanos, known)) {
        return false;
      }
      byOwner.put(owner, new Sighting(entry, proved, seenNanos));
      return !known.entry.equals(entry);
    }
    if (isCrowded(entry.address()) || (byOwner.size() >= maxEntries && !makeRoom(proved))) {
      return false;
    }
    byOwner.put(owner, new Sighting(entry, proved, seenNanos));
    return true;
  }

  private static boolean isNewer(ProviderEntry entry, long seenNanos, Sighting known) {
    ProviderEntry.Proof now = entry.proof();
    ProviderEntry.Proof before = known.entry.proof();
    if (known.proved && now != null && before != null) {
      return !U64.isLess(now.issuedAt(), before.issuedAt());
    }
    return Nanos.isBefore(known.seenNanos, seenNanos);
  }

  /** Section 7.1 names two notions of equality; ours is that of quirk Q-27. */
  private static Object owner(PeerAddress address) {
    NodeKey key = address.pubkeyHint();
    return key == null ? address : key;
  }

  private boolean isCrowded(PeerAddress address) {
    long subnet = Subnets.of(address);
    return subnet != Subnets.UNLIMITED
        && byOwner.values().stream()
                .filter(each -> Subnets.of(each.entry.address()) == subnet)
                .count()
            >= maxPerSubnet;
  }

  private boolean makeRoom(boolean forProved) {
    Object worst = null;
    Sighting least = null;
    for (Map.Entry<Object, Sighting> each : byOwner.entrySet()) {
      if (least == null || isWorse(each.getValue(), least)) {
        worst = each.getKey();
        least = each.getValue();
      }
    }
    if (worst == null || least == null || (least.proved && !forProved)) {
      return false;
    }
    byOwner.remove(worst);
    return true;
  }

  private static boolean isWorse(Sighting a, Sighting b) {
    return a.proved == b.proved ? Nanos.isBefore(a.seenNanos, b.seenNanos) : b.proved;
  }

  /** Forgets what is too old; returns whether that changed the list. */
  boolean age(long nowNanos) {
    return byOwner.values().removeIf(each -> Nanos.isDue(each.seenNanos + maxAgeNanos, nowNanos));
  }

  /** Proved ones first, then in the order in which they came. */
  List<ProviderEntry> entries() {
    List<ProviderEntry> all = new ArrayList<>(byOwner.size());
    byOwner.values().stream().filter(Sighting::proved).forEach(each -> all.add(each.entry));
    byOwner.values().stream().filter(each -> !each.proved).forEach(each -> all.add(each.entry));
    return all;
  }

  int size() {
    return byOwner.size();
  }
}
