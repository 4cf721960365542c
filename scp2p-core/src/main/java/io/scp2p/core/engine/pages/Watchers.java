package io.scp2p.core.engine.pages;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.protocol.catalog.HeadChanged;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Who is connected and wants to hear of new versions of which shares. What goes beyond a bound is
 * not remembered: who is not told looks for himself sooner or later. Lives on the loop.
 */
public final class Watchers {
  /** Shares of one peer. */
  public static final int MAX_SHARES = 1_024;

  /** Peers and shares together: a peer that watches two shares counts twice. */
  public static final int MAX_WATCHES = 65_536;

  /** Peers of one share. */
  public static final int MAX_PEERS = 4_096;

  /** The watchers of a share are told no more often than this. */
  public static final Duration MIN_GAP = Duration.ofSeconds(1);

  private final Loop loop;
  private final BiConsumer<NodeKey, HeadChanged> tell;
  private final Map<NodeKey, Set<ShareId>> byPeer = new HashMap<>();
  private final Map<ShareId, Set<NodeKey>> byShare = new HashMap<>();
  private final Map<ShareId, Long> recent = new HashMap<>();
  private int watches;

  /**
   * Nobody watches yet.
   *
   * @param tell sends news to a peer
   */
  public Watchers(Loop loop, BiConsumer<NodeKey, HeadChanged> tell) {
    this.loop = loop;
    this.tell = tell;
  }

  /** A connected peer wants to hear of these shares, too. */
  public void watch(NodeKey peer, List<ShareId> shares) {
    for (ShareId share : shares) {
      Set<ShareId> watched = byPeer.getOrDefault(peer, Set.of());
      Set<NodeKey> peers = byShare.getOrDefault(share, Set.of());
      boolean room =
          watched.size() < MAX_SHARES && peers.size() < MAX_PEERS && watches < MAX_WATCHES;
      if (room && !watched.contains(share)) {
        byPeer.computeIfAbsent(peer, key -> new LinkedHashSet<>()).add(share);
        byShare.computeIfAbsent(share, key -> new LinkedHashSet<>()).add(peer);
        watches++;
      }
    }
  }

  /** A peer is not connected any more. */
  public void left(NodeKey peer) {
    Set<ShareId> watched = byPeer.remove(peer);
    if (watched == null) {
      return;
    }
    watches -= watched.size();
    for (ShareId share : watched) {
      Set<NodeKey> peers = byShare.get(share);
      if (peers != null && peers.remove(peer) && peers.isEmpty()) {
        byShare.remove(share);
      }
    }
  }

  /** How much is remembered. */
  int watches() {
    return watches;
  }

  /** A share has a newer version here: at once, or when the watchers may be told again. */
  public void changed(ShareId share, long seq) {
    Long pending = recent.put(share, seq);
    if (pending == null) {
      announce(share, seq);
      rest(share, seq);
    }
  }

  private void rest(ShareId share, long told) {
    loop.at(loop.time().nanos() + MIN_GAP.toNanos(), () -> rested(share, told));
  }

  private void rested(ShareId share, long told) {
    Long newest = recent.get(share);
    if (newest == null || newest == told) {
      recent.remove(share);
    } else {
      announce(share, newest);
      rest(share, newest);
    }
  }

  private void announce(ShareId share, long seq) {
    HeadChanged news = new HeadChanged(share, seq);
    List.copyOf(byShare.getOrDefault(share, Set.of())).forEach(peer -> tell.accept(peer, news));
  }
}
