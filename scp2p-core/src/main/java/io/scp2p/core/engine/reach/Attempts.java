package io.scp2p.core.engine.reach;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Searches and watched paths: one for each peer, and beside a search for a better path the one
 * through a TURN server that is used until then. Lives on the loop.
 */
final class Attempts {
  /** Peers at once. */
  static final int MAX_PEERS = 128;

  private final Map<NodeKey, Attempt> current = new HashMap<>();

  /** Paths through servers whose peers are looked for elsewhere; a part of those above. */
  private final Map<NodeKey, Attempt> fallbacks = new HashMap<>();

  /** The one of a peer; if there are two, the search for a better path. */
  @Nullable Attempt of(NodeKey peer) {
    return current.get(peer);
  }

  boolean isCurrent(Attempt attempt) {
    return current.get(attempt.peer) == attempt;
  }

  /** Whether it is under way. */
  boolean has(Attempt attempt) {
    return isCurrent(attempt) || fallbacks.get(attempt.peer) == attempt;
  }

  /** What a peer is reached through while something better is looked for, or has been found. */
  @Nullable Attempt fallback(NodeKey peer) {
    return fallbacks.get(peer);
  }

  /** Whether there may be one more of a peer. */
  boolean hasRoom(NodeKey peer) {
    return current.containsKey(peer) || current.size() < MAX_PEERS;
  }

  /** Whether a search for a peer makes sense: there is none, and no path that could be better. */
  boolean mayLookFor(NodeKey peer) {
    Attempt running = current.get(peer);
    return hasRoom(peer) && (running == null || running.isDetour());
  }

  /** Begins one; a path through a server that the peer has stays beside it. */
  void add(Attempt attempt) {
    Attempt before = current.put(attempt.peer, attempt);
    if (before != null && before.isDetour()) {
      fallbacks.put(attempt.peer, before);
    }
  }

  /** Ends one; what was beside it takes its place. */
  void remove(Attempt attempt) {
    if (fallbacks.remove(attempt.peer, attempt) || !isCurrent(attempt)) {
      return;
    }
    Attempt fallback = fallbacks.remove(attempt.peer);
    if (fallback == null) {
      current.remove(attempt.peer);
    } else {
      current.put(attempt.peer, fallback);
    }
  }

  /** Whose a message is; null if nobody's. */
  @Nullable Attempt owner(StunAddress from, StunMessage message) {
    for (Attempt attempt : all()) {
      if (attempt.agent.owns(from, message)) {
        return attempt;
      }
    }
    return null;
  }

  List<Attempt> all() {
    List<Attempt> all = new ArrayList<>(current.values());
    all.addAll(fallbacks.values());
    return all;
  }
}
