package io.scp2p.core.protocol.path;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where peers may be. Addresses in the local network at which a peer was met come first; then those
 * that have worked, the last one that did before others; then what was heard, the newest first.
 * What others say can push out only what others said.
 *
 * <p>Bounded: {@link #MAX_PER_PEER} for each peer, and so many peers; beyond these the one looked
 * at longest ago is forgotten.
 */
public final class AddressBook {
  /** As many as one race tries. */
  public static final int MAX_PER_PEER = DialRace.MAX_CANDIDATES;

  private final int maxPeers;

  /** Looked at longest ago first. */
  private final Map<NodeKey, List<Entry>> byPeer = new LinkedHashMap<>(16, 0.75f, true);

  private record Entry(Endpoint endpoint, boolean worked, boolean near) {}

  /** A book with room for so many peers. */
  public AddressBook(int maxPeers) {
    if (maxPeers < 1) {
      throw new IllegalArgumentException("maxPeers must be at least 1, not " + maxPeers);
    }
    this.maxPeers = maxPeers;
  }

  /** Somebody says that a peer can be found at these addresses; the first is the best. */
  public void heard(NodeKey peer, List<Endpoint> endpoints) {
    int taken = Math.min(endpoints.size(), MAX_PER_PEER);
    for (int i = taken - 1; i >= 0; i--) {
      Endpoint endpoint = endpoints.get(i);
      List<Entry> entries = entries(peer);
      if (entries.stream().noneMatch(entry -> entry.endpoint().equals(endpoint))) {
        entries.add(proven(entries), new Entry(endpoint, false, false));
        shorten(entries);
      }
    }
  }

  /** A handshake there has proved the peer's key. */
  public void worked(NodeKey peer, Endpoint endpoint) {
    List<Entry> entries = entries(peer);
    Entry known = taken(entries, endpoint);
    boolean near = known != null && known.near();
    entries.add(near ? 0 : near(entries), new Entry(endpoint, true, near));
    shorten(entries);
  }

  /** A peer was met at this address in the local network: nothing is closer. */
  public void near(NodeKey peer, Endpoint endpoint) {
    List<Entry> entries = entries(peer);
    Entry unused = taken(entries, endpoint);
    entries.add(0, new Entry(endpoint, true, true));
    shorten(entries);
  }

  private static @Nullable Entry taken(List<Entry> entries, Endpoint endpoint) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).endpoint().equals(endpoint)) {
        return entries.remove(i);
      }
    }
    return null;
  }

  private static int near(List<Entry> entries) {
    return (int) entries.stream().filter(Entry::near).count();
  }

  /** Nobody answered there, or somebody else did: it is tried after all others from now on. */
  public void failed(NodeKey peer, Endpoint endpoint) {
    List<Entry> entries = byPeer.get(peer);
    if (entries != null && entries.removeIf(entry -> entry.endpoint().equals(endpoint))) {
      entries.add(new Entry(endpoint, false, false));
    }
  }

  /** Where a peer may be, the best address first. */
  public List<Endpoint> of(NodeKey peer) {
    return byPeer.getOrDefault(peer, List.of()).stream().map(Entry::endpoint).toList();
  }

  /** Forgets every address of a peer. */
  public void forget(NodeKey peer) {
    byPeer.remove(peer);
  }

  /** How many peers are in it. */
  public int size() {
    return byPeer.size();
  }

  private List<Entry> entries(NodeKey peer) {
    List<Entry> entries = byPeer.get(peer);
    if (entries == null) {
      if (byPeer.size() >= maxPeers) {
        byPeer.remove(byPeer.keySet().iterator().next());
      }
      entries = new ArrayList<>(2);
      byPeer.put(peer, entries);
    }
    return entries;
  }

  private static int proven(List<Entry> entries) {
    return (int) entries.stream().filter(Entry::worked).count();
  }

  private static void shorten(List<Entry> entries) {
    if (entries.size() > MAX_PER_PEER) {
      entries.remove(entries.size() - 1);
    }
  }
}
