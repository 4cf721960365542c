package io.scp2p.core.engine;

import io.scp2p.core.protocol.serving.AddressBlock;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Accepted connections whose hellos are not done. A newcomer always gets in: where there is no
 * room, the oldest of those who crowd the place has to go. An honest handshake takes a few round
 * trips, so it is never the oldest for long; whoever dawdles is. Lives on the loop.
 */
final class PendingHellos {
  /** Of all addresses together. */
  static final int MAX_TOTAL = 512;

  /** Of one subscriber: what the transports let in of one address. */
  static final int MAX_PER_BLOCK = 64;

  private final Map<Long, Set<Place>> byBlock = new HashMap<>();
  private int size;
  private long entered;

  /**
   * Takes a place, if need be somebody else's.
   *
   * @param giveUp ends the handshake; called at most once, never from within this call for the one
   *     who enters
   */
  Place enter(InetAddress from, Runnable giveUp) {
    long block = AddressBlock.of(from);
    Set<Place> neighbours = byBlock.getOrDefault(block, Set.of());
    if (neighbours.size() >= MAX_PER_BLOCK) {
      evictOldest(neighbours);
    } else if (size >= MAX_TOTAL) {
      evictOldest(mostCrowded());
    }
    Place place = new Place(block, entered++, giveUp);
    byBlock.computeIfAbsent(block, b -> new LinkedHashSet<>()).add(place);
    size++;
    return place;
  }

  /** How many there are. */
  int size() {
    return size;
  }

  private static void evictOldest(Set<Place> places) {
    Place oldest = places.iterator().next();
    oldest.leave();
    oldest.giveUp.run();
  }

  /** The fullest block; of several, the one with the oldest place. */
  private Set<Place> mostCrowded() {
    return byBlock.values().stream()
        .max(
            Comparator.<Set<Place>>comparingInt(Set::size)
                .thenComparing(places -> -places.iterator().next().number))
        .orElseThrow();
  }

  /** One unfinished handshake. */
  final class Place {
    private final long block;
    private final long number;
    private final Runnable giveUp;

    private Place(long block, long number, Runnable giveUp) {
      this.block = block;
      this.number = number;
      this.giveUp = giveUp;
    }

    /** The handshake is over, well or ill. Harmless when repeated. */
    void leave() {
      Set<Place> places = byBlock.get(block);
      if (places != null && places.remove(this)) {
        size--;
        if (places.isEmpty()) {
          byBlock.remove(block);
        }
      }
    }
  }
}
