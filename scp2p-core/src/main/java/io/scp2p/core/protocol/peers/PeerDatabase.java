package io.scp2p.core.protocol.peers;

import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.dht.Subnets;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All peers this node remembers, to begin with after a restart and to pass on (sections 7.5, 7.6).
 *
 * <p><b>Floods</b> (quirk Q-22). Peers that were met and peers that were only named have separate
 * places, so no number of claims pushes out a peer that is real. Who names too many pushes out what
 * he has named himself; a subnet has a share; a met peer gives way only to another one, the worst
 * first.
 *
 * <p>Keyed by the key, or by address and relay for peers whose key nobody knows (quirk Q-27).
 */
public final class PeerDatabase {
  /** Section 7.5: who was not seen for longer is not passed on. */
  public static final long FRESH_SECONDS = 86_400;

  /** Section 7.5. */
  public static final int MAX_SAMPLE = 64;

  /** Peers that one source may have named, of those in the database. */
  static final int MAX_NAMED_BY_ONE = 128;

  /** Peers of one subnet, of those that were only named; the met ones get twice as many. */
  static final int MAX_NAMED_PER_SUBNET = 8;

  /** A peer that was not met for so long is forgotten. */
  public static final long FORGET_SECONDS = 30 * 86_400;

  private final int maxMet;
  private final int maxNamed;
  private final Map<NodeKey, KnownPeer> met = new LinkedHashMap<>();
  private final Map<Object, Named> named = new LinkedHashMap<>();
  private final Map<Object, Integer> bySource = new HashMap<>();

  /** Met peers that were rated anew or had to make room since somebody asked. */
  private final Set<NodeKey> unsaved = new LinkedHashSet<>();

  /** A peer that somebody named. */
  private record Named(KnownPeer peer, Object source) {}

  /**
   * A database of nobody.
   *
   * @param maxPeers in all; a quarter of them only named
   */
  public PeerDatabase(int maxPeers) {
    this.maxNamed = Math.max(1, maxPeers / 4);
    this.maxMet = Math.max(1, maxPeers - maxNamed);
  }

  /**
   * Somebody names a peer.
   *
   * @param source who; null for what comes from nobody in particular, such as the local network
   * @return whether it is news
   */
  public boolean named(PeerAddress address, @Nullable NodeKey source, long nowUnix) {
    Object who = who(address);
    if (Subnets.isUnusable(address) || isMet(address)) {
      return false;
    }
    Object from = source == null ? "" : source;
    if (named.containsKey(who) || count(named(), address) >= MAX_NAMED_PER_SUBNET) {
      return false;
    }
    if (bySource.getOrDefault(from, 0) >= MAX_NAMED_BY_ONE) {
      dropOldest(from);
    } else if (named.size() >= maxNamed) {
      dropOldest(null);
    }
    named.put(who, new Named(new KnownPeer(address, nowUnix, 0, false), from));
    bySource.merge(from, 1, Integer::sum);
    return true;
  }

  /** The oldest that this source has named; without a source, the oldest of all. */
  private void dropOldest(@Nullable Object source) {
    Iterator<Map.Entry<Object, Named>> all = named.entrySet().iterator();
    while (all.hasNext()) {
      Named each = all.next().getValue();
      if (source == null || source.equals(each.source())) {
        all.remove();
        bySource.computeIfPresent(each.source(), (who, n) -> n == 1 ? null : n - 1);
        return;
      }
    }
  }

  /** A session has proved a key at an address that this node dialled. */
  public Optional<KnownPeer> met(NodeKey key, PeerAddress at, long nowUnix) {
    PeerAddress address = new PeerAddress(at.ip(), at.port(), at.transport(), key, at.relayVia());
    dropNamed(key);
    dropNamed(who(at));
    KnownPeer known = met.remove(key);
    KnownPeer peer =
        new KnownPeer(address, nowUnix, known == null ? 0 : known.reputation(), true)
            .rated(KnownPeer.SUCCESS);
    if (known == null
        && (count(met.values(), address) >= 2 * MAX_NAMED_PER_SUBNET || !makeRoom(nowUnix))) {
      return Optional.empty();
    }
    met.put(key, peer);
    return Optional.of(peer);
  }

  private void dropNamed(Object who) {
    Named gone = named.remove(who);
    if (gone != null) {
      bySource.computeIfPresent(gone.source(), (source, n) -> n == 1 ? null : n - 1);
    }
  }

  private boolean makeRoom(long nowUnix) {
    if (met.size() < maxMet) {
      return true;
    }
    Map.Entry<NodeKey, KnownPeer> worst =
        Collections.min(
            met.entrySet(), Comparator.comparing(Map.Entry::getValue, worstFirst(nowUnix)));
    unsaved.add(worst.getKey());
    return met.remove(worst.getKey()) != null;
  }

  private static Comparator<KnownPeer> worstFirst(long nowUnix) {
    return Comparator.<KnownPeer, Boolean>comparing(peer -> isFresh(peer, nowUnix))
        .thenComparing(KnownPeer::reputation)
        .thenComparing(KnownPeer::seenUnix);
  }

  private static boolean isFresh(KnownPeer peer, long nowUnix) {
    return nowUnix - peer.seenUnix() < FRESH_SECONDS;
  }

  private boolean isMet(PeerAddress address) {
    NodeKey key = address.pubkeyHint();
    return key != null && met.containsKey(key);
  }

  /** A peer could not be reached; what was only named is forgotten at once. */
  public Optional<KnownPeer> failed(PeerAddress address) {
    dropNamed(who(address));
    NodeKey key = address.pubkeyHint();
    return key == null ? Optional.empty() : rate(key, KnownPeer.FAILURE);
  }

  /** A peer sent what no honest node sends. */
  public Optional<KnownPeer> lied(NodeKey key) {
    dropNamed(key);
    return rate(key, KnownPeer.MIN_REPUTATION);
  }

  private Optional<KnownPeer> rate(NodeKey key, int change) {
    KnownPeer before = met.get(key);
    if (before == null) {
      return Optional.empty();
    }
    KnownPeer now = before.rated(change);
    if (!now.equals(before)) {
      met.put(key, now);
      unsaved.add(key);
    }
    return Optional.of(now);
  }

  /**
   * Takes back a row of an earlier run. One for which there is no place counts as one that had to
   * make room.
   */
  public void restore(KnownPeer peer, long nowUnix) {
    NodeKey key = peer.address().pubkeyHint();
    if (key == null || !peer.met()) {
      return;
    }
    boolean stays = met.size() < maxMet && nowUnix - peer.seenUnix() < FORGET_SECONDS;
    if (stays || met.containsKey(key)) {
      met.put(key, peer);
    } else {
      unsaved.add(key);
    }
  }

  /** How many peers {@link #takeUnsaved} would name. */
  public int unsavedCount() {
    return unsaved.size();
  }

  /**
   * Peers that were rated anew, or had to make room for others, since this was asked last: {@link
   * #find} tells which. What {@link #met} and {@link #expire} change they say themselves.
   */
  public List<NodeKey> takeUnsaved() {
    List<NodeKey> taken = List.copyOf(unsaved);
    unsaved.clear();
    return taken;
  }

  /** What is known of a peer that was met. */
  public Optional<KnownPeer> find(NodeKey key) {
    return Optional.ofNullable(met.get(key));
  }

  /** Everybody who was met. */
  public List<KnownPeer> all() {
    return List.copyOf(met.values());
  }

  /** Forgets a peer, as if it had never been met or named. */
  public void forget(NodeKey key) {
    dropNamed(key);
    met.remove(key);
  }

  /** Keys of peers that were not met for very long: forgotten now, and to be forgotten on disk. */
  public List<NodeKey> expire(long nowUnix) {
    List<NodeKey> gone = new ArrayList<>();
    met.values()
        .removeIf(
            peer -> {
              boolean old = nowUnix - peer.seenUnix() >= FORGET_SECONDS;
              if (old && peer.address().pubkeyHint() != null) {
                gone.add(peer.address().pubkeyHint());
              }
              return old;
            });
    return gone;
  }

  /**
   * What PEX_REQUEST is answered with (section 7.5): some of the peers met within a day, at random;
   * not those that are often missing, and of no subnet more than two.
   */
  public List<PeerAddress> sample(int wanted, long nowUnix, RandomGenerator random) {
    List<PeerAddress> fresh = new ArrayList<>();
    for (KnownPeer peer : met.values()) {
      if (isFresh(peer, nowUnix) && peer.reputation() >= 0 && !isOnlyHere(peer.address())) {
        fresh.add(peer.address());
      }
    }
    return diverse(shuffled(fresh, random), Math.min(wanted, MAX_SAMPLE));
  }

  /** A loopback address is of use to nobody else, unless there are only such: a test, a demo. */
  private boolean isOnlyHere(PeerAddress address) {
    return Subnets.isLoopback(address.ip())
        && met.values().stream().anyMatch(peer -> !Subnets.isLoopback(peer.address().ip()));
  }

  /**
   * Peers to dial, the best first: met ones by reputation, then named ones; of each kind at random
   * among equals, and of no subnet more than two.
   */
  public List<PeerAddress> toDial(int wanted, RandomGenerator random) {
    List<KnownPeer> all = shuffled(new ArrayList<>(met.values()), random);
    all.sort(Comparator.comparing(KnownPeer::reputation).reversed());
    List<PeerAddress> addresses = new ArrayList<>();
    all.stream()
        .filter(peer -> peer.reputation() > KnownPeer.MIN_REPUTATION)
        .forEach(peer -> addresses.add(peer.address()));
    shuffled(named(), random).forEach(peer -> addresses.add(peer.address()));
    return diverse(addresses, wanted);
  }

  /** Where a peer was met, if it was. */
  public Optional<PeerAddress> whereMet(NodeId id) {
    return met.values().stream()
        .map(KnownPeer::address)
        .filter(address -> address.pubkeyHint() != null && id.equals(address.pubkeyHint().id()))
        .findFirst();
  }

  private List<KnownPeer> named() {
    List<KnownPeer> peers = new ArrayList<>(named.size());
    named.values().forEach(each -> peers.add(each.peer()));
    return peers;
  }

  private static <T> List<T> shuffled(List<T> list, RandomGenerator random) {
    // Collections.shuffle wants the old Random, which nobody here may have.
    SplittableRandom own = new SplittableRandom(random.nextLong());
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, own.nextInt(i + 1));
    }
    return list;
  }

  private static List<PeerAddress> diverse(List<PeerAddress> addresses, int limit) {
    Map<Long, Integer> bySubnet = new HashMap<>();
    List<PeerAddress> chosen = new ArrayList<>();
    for (PeerAddress address : addresses) {
      long subnet = Subnets.of(address);
      boolean admitted =
          subnet == Subnets.UNLIMITED || bySubnet.merge(subnet, 1, Integer::sum) <= 2;
      if (chosen.size() < limit && admitted) {
        chosen.add(address);
      }
    }
    return chosen;
  }

  private static int count(Collection<KnownPeer> peers, PeerAddress like) {
    long subnet = Subnets.of(like);
    if (subnet == Subnets.UNLIMITED) {
      return 0;
    }
    return (int) peers.stream().filter(peer -> Subnets.of(peer.address()) == subnet).count();
  }

  private static Object who(PeerAddress address) {
    NodeKey key = address.pubkeyHint();
    return key == null ? address : key;
  }

  /** How many were met. */
  public int metCount() {
    return met.size();
  }

  /** How many were only named. */
  public int namedCount() {
    return named.size();
  }
}
