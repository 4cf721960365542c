package io.scp2p.core.protocol.transfer;

import io.scp2p.core.protocol.Nanos;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gets the pages of the chunk hash list that are wanted, each from one peer after the other. */
final class HashFetch {
  /** Pages wanted or asked for at once. */
  static final int MAX_WANTED = 4;

  private final HashPages pages;
  private final Set<Integer> wanted = new LinkedHashSet<>();
  private final Map<Integer, Pending> asked = new LinkedHashMap<>();

  private record Pending(SwarmPeer peer, long deadlineNanos) {}

  HashFetch(HashPages pages) {
    this.pages = pages;
  }

  /** Says that a page is needed; returns whether it is there or will be. */
  boolean want(int page) {
    if (pages.isKnown(page) || wanted.contains(page) || asked.containsKey(page)) {
      return true;
    }
    if (wanted.size() + asked.size() >= MAX_WANTED) {
      return false;
    }
    wanted.add(page);
    return true;
  }

  /** Asks for what is wanted; returns when to try again, if anybody can be asked later. */
  OptionalLong ask(long nowNanos, Collection<SwarmPeer> peers, List<SwarmEffect> effects) {
    OptionalLong again = OptionalLong.empty();
    for (Iterator<Integer> next = wanted.iterator(); next.hasNext(); ) {
      int page = next.next();
      SwarmPeer best = null;
      for (SwarmPeer peer : peers) {
        if (!canGive(peer)) {
          continue;
        }
        OptionalLong closed = peer.state.listsClosedUntilNanos(nowNanos);
        if (closed.isEmpty()) {
          closed = peer.closedUntilNanos(nowNanos);
        }
        if (closed.isPresent()) {
          again = Nanos.earlier(again, closed);
        } else if (best == null || isBetter(peer, best)) {
          best = peer;
        }
      }
      if (best != null) {
        next.remove();
        askFor(nowNanos, page, best, effects);
      }
    }
    return again;
  }

  private void askFor(long nowNanos, int page, SwarmPeer peer, List<SwarmEffect> effects) {
    int bytes = pages.hashCount(page) * 64; // A reference node's form is that long (section 12.6).
    long allowedNanos = peer.state.allowedNanos(bytes);
    asked.put(page, new Pending(peer, nowNanos + allowedNanos));
    peer.state.listAsked(nowNanos);
    effects.add(new SwarmEffect.AskHashes(peer.ref(), page, allowedNanos));
  }

  private boolean canGive(SwarmPeer peer) {
    return pages.coversWhole() || peer.state.traits.givesHashPages();
  }

  private static boolean isBetter(SwarmPeer peer, SwarmPeer other) {
    if (peer.listFailures != other.listFailures) {
      return peer.listFailures < other.listFailures;
    }
    return peer.state.expectedNanos(0) < other.state.expectedNanos(0);
  }

  /** Whether pages that are missing can be had from these peers at all. */
  boolean isPossible(Collection<SwarmPeer> peers) {
    return (wanted.isEmpty() && asked.isEmpty()) || peers.stream().anyMatch(this::canGive);
  }

  /** A page is there. */
  void arrived(int page) {
    wanted.remove(page);
    asked.remove(page);
    pages.add(page);
  }

  /** A peer did not give a page; false if it was not asked, or not any more. */
  boolean failed(PeerRef peer, int page) {
    Pending pending = asked.get(page);
    if (pending == null || !pending.peer().ref().equals(peer)) {
      return false;
    }
    asked.remove(page);
    pending.peer().listFailures++;
    wanted.add(page);
    return true;
  }

  /** Whoever is gone gives nothing any more. */
  void gone(PeerRef peer) {
    for (int page : List.copyOf(asked.keySet())) {
      failed(peer, page);
    }
  }

  /** Somebody whose time for a page is over, which is asked for again; null if there is nobody. */
  @Nullable SwarmPeer pollOverdue(long nowNanos) {
    for (Map.Entry<Integer, Pending> entry : asked.entrySet()) {
      Pending pending = entry.getValue();
      if (Nanos.isDue(pending.deadlineNanos(), nowNanos)) {
        failed(pending.peer().ref(), entry.getKey());
        return pending.peer();
      }
    }
    return null;
  }

  OptionalLong deadlineNanos() {
    OptionalLong earliest = OptionalLong.empty();
    for (Pending pending : asked.values()) {
      earliest = Nanos.earlier(earliest, OptionalLong.of(pending.deadlineNanos()));
    }
    return earliest;
  }

  boolean isWaiting() {
    return !asked.isEmpty();
  }

  /** Forgets what was asked; it is wanted again later. */
  void stop() {
    wanted.addAll(asked.keySet());
    asked.clear();
  }
}
