package io.scp2p.core.engine.node;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.serving.RateLimits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The places of the peers that are served at a time. Keys cost nothing (quirk Q-24), so when all
 * places are taken an address that has more than its share gives one of them to a newcomer from
 * elsewhere; as long as there is room everybody behind one address may have a place.
 */
final class UploadPlaces {
  /** Places that an IPv4 address or an IPv6 /64 keeps when others want one too. */
  static final int PER_ADDRESS = RateLimits.NODES_PER_ADDRESS;

  /** A peer that got nothing for so long leaves its place to another. */
  static final Duration QUIET = Duration.ofSeconds(5);

  private final int max;

  /** The longest quiet first. */
  private final Map<NodeKey, Place> taken = new LinkedHashMap<>();

  private record Place(long block, long lastNanos) {}

  /** So many places, all free. */
  UploadPlaces(int max) {
    this.max = max;
  }

  /** Whether a peer has a place or would get one now; takes none. */
  boolean isRoomFor(NodeKey peer, long block, long nowNanos) {
    return taken.containsKey(peer) || isFree(nowNanos) || tooManyElsewhere(block).isPresent();
  }

  /** Takes a place or keeps the one that the peer has; false if there is none. */
  boolean take(NodeKey peer, long block, long nowNanos) {
    if (taken.remove(peer) == null && !isFree(nowNanos)) {
      Optional<NodeKey> leaving = tooManyElsewhere(block);
      if (leaving.isEmpty()) {
        return false;
      }
      taken.remove(leaving.get());
    }
    taken.put(peer, new Place(block, nowNanos));
    return true;
  }

  private boolean isFree(long nowNanos) {
    if (taken.size() >= max) {
      taken.values().removeIf(place -> nowNanos - place.lastNanos > QUIET.toNanos());
    }
    return taken.size() < max;
  }

  /** The longest quiet of an address with more than its share, if the newcomer's has less. */
  private Optional<NodeKey> tooManyElsewhere(long block) {
    Map<Long, Integer> places = new LinkedHashMap<>();
    taken.values().forEach(place -> places.merge(place.block, 1, Integer::sum));
    if (places.getOrDefault(block, 0) >= PER_ADDRESS) {
      return Optional.empty();
    }
    return taken.entrySet().stream()
        .filter(each -> places.getOrDefault(each.getValue().block, 0) > PER_ADDRESS)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
