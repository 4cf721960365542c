package io.scp2p.core.engine.reach;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunMessage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Searches and watched paths: one for each peer, and beside a search for a better path the one
 * through a TURN server that is used until then. Lives on the loop.
 */
final class Attempts {
  /** Peers at once. */
  static final int MAX_PEERS = 128;

  /** For the session over a path that was found; after that nobody watches it any more. */
  static final Duration SESSION_LIMIT = Duration.ofSeconds(15);

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

  /**
   * Ends one; what was beside it takes its place.
   *
   * @return false if it has ended before
   */
  boolean remove(Attempt attempt) {
    if (fallbacks.remove(attempt.peer, attempt)) {
      return true;
    }
    if (!isCurrent(attempt)) {
      return false;
    }
    Attempt fallback = fallbacks.remove(attempt.peer);
    if (fallback == null) {
      current.remove(attempt.peer);
    } else {
      current.put(attempt.peer, fallback);
    }
    return true;
  }

  /** Whether a session goes over a path to a peer. */
  @FunctionalInterface
  interface Use {
    /** Whether there is one. */
    boolean isUsed(NodeKey peer, InetSocketAddress found);
  }

  /**
   * Names what need not be watched any more, each once: a path whose session has ended or never
   * came about, and a detour beside a better path that is used.
   *
   * @param unused ends the first kind, which may be looked for again
   * @param outdone ends the second
   */
  void tidy(long nowNanos, Use use, Consumer<Attempt> unused, Consumer<Attempt> outdone) {
    for (Attempt attempt : all()) {
      InetSocketAddress found = attempt.found;
      if (found == null || !has(attempt)) {
        continue; // It is still looking, or has ended with the one before.
      }
      if (use.isUsed(attempt.peer, found)) {
        Attempt fallback = isCurrent(attempt) ? fallback(attempt.peer) : null;
        if (fallback != null) {
          outdone.accept(fallback); // What is under way there goes on over the better path.
        }
      } else if (Nanos.isDue(attempt.foundNanos + SESSION_LIMIT.toNanos(), nowNanos)) {
        unused.accept(attempt);
      }
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
