package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.ProviderEntry;
import io.scp2p.core.wire.record.ProviderList;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.ShareHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this node keeps for others (specification sections 8.5 and 8.6), in memory: whoever it
 * belongs to gives it again long before it is missed.
 *
 * <p>Who may overwrite whom: a verified head beats an unverified one, among verified heads the
 * newer wins, among unverified ones the last writer, as in the reference (quirk Q-8). Lists of
 * providers and members are merged, aged and capped. Of two relay announcements the
 * one issued later wins. A manifest is what its key says.
 *
 * <p>Bounds: values, bytes, and values of one giver. A full store lets go of what is farthest from
 * this node's id, of a few that it looks at in turn, for something closer: that is what it is here
 * for, and others keep the rest.
 */
public final class ValueStore {
  /** A list must fit a value; an entry of ours has about 230 bytes, and one behind a relay 380. */
  static final int MAX_PROVIDERS = 128;

  /** As many direct members of the reference as fit with room to spare. */
  static final int MAX_MEMBERS = 512;

  /** Ours: one network must not fill a list. */
  static final int MAX_LISTED_PER_SUBNET = 16;

  /** A provider that nobody names for so long, or whose record is so old, is forgotten. */
  static final Duration MAX_LISTED_AGE = Duration.ofSeconds(DhtLifetime.MAX_SECONDS);

  /** Once the store is half full, one giver may have this part of it. */
  static final int GIVER_SHARE = 8;

  /** How many are looked at to find one that is far away. */
  private static final int CANDIDATES_TO_EVICT = 16;

  private final Point self;
  private final int maxValues;
  private final long maxBytes;
  private final Map<DhtKey, HeldValue> values = new LinkedHashMap<>();
  private final Map<NodeKey, Integer> byGiver = new HashMap<>();
  private long bytes;

  ValueStore(Point self, int maxValues, long maxBytes) {
    this.self = self;
    this.maxValues = maxValues;
    this.maxBytes = maxBytes;
  }

  /**
   * Keeps a value, or what merging it comes to.
   *
   * @param giver who sent it; null for this node itself
   * @param lifetimeSeconds as decided by {@link DhtLifetime}
   * @return the text of the error answer; empty if the giver has nothing to complain of, which does
   *     not mean that his value is the one that is kept
   */
  Optional<String> store(
      Judged judged, @Nullable NodeKey giver, long lifetimeSeconds, long nowNanos, long nowUnix) {
    HeldValue held = values.get(judged.key());
    if (held != null && Nanos.isDue(held.expiresNanos, nowNanos)) {
      remove(judged.key());
      held = null;
    }
    boolean isNew = held == null;
    if (held == null) {
      held = new HeldValue(giver, judged.value());
      if (!admit(judged.key(), held, nowNanos)) {
        return Optional.of(WireErrorText.DHT_STORE_FULL);
      }
    }
    bytes -= held.bytes();
    merge(held, judged, isNew, nowNanos, nowUnix);
    bytes += held.bytes();
    held.givenNanos = nowNanos;
    long expiresNanos = nowNanos + Duration.ofSeconds(lifetimeSeconds).toNanos();
    if (isNew || Nanos.isBefore(held.expiresNanos, expiresNanos)) {
      held.expiresNanos = expiresNanos;
    }
    return Optional.empty();
  }

  private static void merge(
      HeldValue held, Judged judged, boolean isNew, long nowNanos, long nowUnix) {
    if (judged.record() instanceof ShareHead head) {
      ShareHead.Body body = head.body();
      if (isNew || wins(held, judged.verified(), body.latestSeq(), body.updatedAt())) {
        replace(held, judged, body.latestSeq(), body.updatedAt());
      }
    } else if (judged.record() instanceof RelayAnnouncement announcement) {
      long issuedAt = announcement.body().issuedAt();
      // One slot serves several relays (section 14.8): the one issued last, not received last.
      if (isNew || !U64.isLess(issuedAt, held.sequence)) {
        replace(held, judged, issuedAt, 0);
      }
    } else if (judged.providers() != null) {
      mergeProviders(held, judged, judged.providers(), isNew, nowNanos, nowUnix);
    } else if (judged.record() instanceof CommunityMembers members) {
      mergeMembers(held, members, isNew, nowNanos);
    } else {
      replace(held, judged, 0, 0);
    }
  }

  /** Quirk Q-8. */
  private static boolean wins(HeldValue held, boolean verified, long sequence, long updatedAt) {
    if (verified != held.verified) {
      return verified;
    }
    if (!verified) {
      return true;
    }
    int order = U64.compare(sequence, held.sequence);
    return order > 0 || (order == 0 && U64.compare(updatedAt, held.updatedAt) >= 0);
  }

  private static void replace(HeldValue held, Judged judged, long sequence, long updatedAt) {
    held.value = judged.value();
    held.verified = judged.verified();
    held.sequence = sequence;
    held.updatedAt = updatedAt;
  }

  private static void mergeProviders(
      HeldValue held,
      Judged judged,
      ProviderList list,
      boolean isNew,
      long nowNanos,
      long nowUnix) {
    SightedAddresses addresses = addresses(held, MAX_PROVIDERS);
    held.form = new ListForm.OfProviders(list.contentId());
    // Section 8.6.3: a record says when it was changed, and is passed on unchanged for ever.
    long age = U64.isLess(list.updatedAt(), nowUnix) ? nowUnix - list.updatedAt() : 0;
    long seenNanos =
        nowNanos - Duration.ofSeconds(Math.min(age, DhtLifetime.MAX_SECONDS)).toNanos();
    boolean changed = addresses.age(nowNanos);
    for (int i = 0; i < list.entries().size(); i++) {
      boolean proved = judged.proved().contains(i);
      ProviderEntry entry = list.entries().get(i);
      changed |=
          addresses.saw(
              proved ? entry : ProviderEntry.unsigned(entry.address()),
              proved,
              proved ? nowNanos : seenNanos,
              nowNanos);
    }
    long updatedAt = U64.isLess(nowUnix, list.updatedAt()) ? nowUnix : list.updatedAt();
    held.updatedAt = U64.max(held.updatedAt, updatedAt);
    rewrite(held, changed && !verbatim(isNew, addresses, list.entries().size()));
  }

  private static void mergeMembers(
      HeldValue held, CommunityMembers members, boolean isNew, long nowNanos) {
    SightedAddresses addresses = addresses(held, MAX_MEMBERS);
    held.form = new ListForm.OfMembers(members.communityId());
    boolean changed = addresses.age(nowNanos);
    for (PeerAddress member : members.members()) {
      changed |= addresses.saw(ProviderEntry.unsigned(member), false, nowNanos, nowNanos);
    }
    held.updatedAt = U64.max(held.updatedAt, members.updatedAt());
    rewrite(held, changed && !verbatim(isNew, addresses, members.members().size()));
  }

  private static SightedAddresses addresses(HeldValue held, int maxEntries) {
    SightedAddresses addresses = held.addresses;
    if (addresses == null) {
      addresses = new SightedAddresses(maxEntries, MAX_LISTED_PER_SUBNET, Nanos.of(MAX_LISTED_AGE));
      held.addresses = addresses;
    }
    return addresses;
  }

  /** Section 8.5: what nothing was merged into is kept as it came. */
  private static boolean verbatim(boolean isNew, SightedAddresses addresses, int came) {
    return isNew && addresses.size() == came;
  }

  private static void rewrite(HeldValue held, boolean changed) {
    ListForm form = held.form;
    SightedAddresses addresses = held.addresses;
    if (!changed || form == null || addresses == null) {
      return;
    }
    List<ProviderEntry> entries = addresses.entries();
    Bytes value = form.write(entries, held.updatedAt);
    while (value.size() > WireLimits.DHT_VALUE_BYTES && !entries.isEmpty()) {
      entries = new ArrayList<>(entries.subList(0, entries.size() * 3 / 4));
      value = form.write(entries, held.updatedAt);
    }
    held.value = value;
  }

  private boolean admit(DhtKey key, HeldValue held, long nowNanos) {
    NodeKey giver = held.giver;
    boolean crowded = 2 * values.size() >= maxValues || 2 * bytes >= maxBytes;
    if (giver != null
        && crowded
        && byGiver.getOrDefault(giver, 0) >= Math.max(1, maxValues / GIVER_SHARE)) {
      return false;
    }
    while (values.size() >= maxValues || bytes + held.bytes() > maxBytes) {
      if (!evict(key, nowNanos)) {
        return false;
      }
    }
    values.put(key, held);
    bytes += held.bytes();
    if (giver != null) {
      byGiver.merge(giver, 1, Integer::sum);
    }
    return true;
  }

  /**
   * Makes room for a key, if there is something that has expired or is farther away. Whatever was
   * looked at and stays goes to the end, so the next one looks at others: a few values close to us
   * do not stand before all that are far away.
   */
  private boolean evict(DhtKey key, long nowNanos) {
    DhtKey farthest = null;
    Map<DhtKey, HeldValue> seen = new LinkedHashMap<>();
    for (Map.Entry<DhtKey, HeldValue> each : values.entrySet()) {
      if (seen.size() == CANDIDATES_TO_EVICT) {
        break;
      }
      if (Nanos.isDue(each.getValue().expiresNanos, nowNanos)) {
        remove(each.getKey());
        return true;
      }
      seen.put(each.getKey(), each.getValue());
      if (farthest == null
          || self.compareDistance(Point.of(each.getKey()), Point.of(farthest)) > 0) {
        farthest = each.getKey();
      }
    }
    values.keySet().removeAll(seen.keySet());
    values.putAll(seen);
    if (farthest == null || self.compareDistance(Point.of(key), Point.of(farthest)) >= 0) {
      return false;
    }
    remove(farthest);
    return true;
  }

  private void remove(DhtKey key) {
    HeldValue gone = values.remove(key);
    if (gone != null) {
      bytes -= gone.bytes();
      NodeKey giver = gone.giver;
      if (giver != null) {
        byGiver.computeIfPresent(giver, (who, n) -> n == 1 ? null : n - 1);
      }
    }
  }

  /** The value under a key with its remaining lifetime, at least 1 (section 8.4). */
  public Optional<DhtEntry> find(DhtKey key, long nowNanos) {
    HeldValue held = values.get(key);
    if (held == null) {
      return Optional.empty();
    }
    if (Nanos.isDue(held.expiresNanos, nowNanos)) {
      remove(key);
      return Optional.empty();
    }
    SightedAddresses addresses = held.addresses;
    if (addresses != null) {
      bytes -= held.bytes();
      rewrite(held, addresses.age(nowNanos));
      bytes += held.bytes();
    }
    long seconds = Duration.ofNanos(held.expiresNanos - nowNanos).toSeconds();
    return Optional.of(new DhtEntry(key, held.value, Math.max(1, seconds)));
  }

  /** Whether the value under a key is known to be its owner's. */
  public boolean isVerified(DhtKey key) {
    HeldValue held = values.get(key);
    return held != null && held.verified;
  }

  /** Forgets what has expired. */
  void expire(long nowNanos) {
    List<DhtKey> over = new ArrayList<>();
    values.forEach(
        (key, held) -> {
          if (Nanos.isDue(held.expiresNanos, nowNanos)) {
            over.add(key);
          }
        });
    over.forEach(this::remove);
  }

  /**
   * Values that nobody has given again for a while, to be passed on with what is left of their
   * lifetime; they count as given now.
   */
  List<DhtEntry> neglected(long sinceNanos, int limit, long nowNanos) {
    List<DhtEntry> found = new ArrayList<>();
    for (Map.Entry<DhtKey, HeldValue> each : values.entrySet()) {
      HeldValue held = each.getValue();
      if (found.size() < limit
          && Nanos.isDue(held.givenNanos + sinceNanos, nowNanos)
          && !Nanos.isDue(held.expiresNanos, nowNanos)) {
        held.givenNanos = nowNanos;
        long seconds = Duration.ofNanos(held.expiresNanos - nowNanos).toSeconds();
        found.add(new DhtEntry(each.getKey(), held.value, Math.max(1, seconds)));
      }
    }
    return found;
  }

  /** How many values there are. */
  public int size() {
    return values.size();
  }

  /** About how much memory they take. */
  public long bytes() {
    return bytes;
  }
}
