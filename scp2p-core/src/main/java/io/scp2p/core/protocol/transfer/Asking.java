package io.scp2p.core.protocol.transfer;

import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.TokenBucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Keeps the peers of a swarm busy: who is asked for what, as far as there is room. */
final class Asking {
  /** How often a peer that is downloading itself is asked what it holds. */
  static final Duration HOLDINGS_INTERVAL = Duration.ofSeconds(1);

  /** Chunks asked for or held before their hashes are there. */
  static final int MAX_UNHASHED = 16;

  /** How often a late chunk is looked at again when nothing else happens. */
  static final Duration HEDGE_INTERVAL = Duration.ofMillis(50);

  /** So many peers that are downloading themselves, for each that has everything, are company. */
  static final int COMPANY = 4;

  private final ChunkLayout layout;
  private final TransferBudget budget;
  private final HashPages pages;
  private final HashFetch hashes;
  private final SwarmAsks asks;
  private final ChunkPicker picker;
  private final Hedge hedge;
  private final Collection<SwarmPeer> peers;
  private @Nullable TokenBucket cap;

  /** Of the step that is running. */
  private long nowNanos;

  private List<SwarmEffect> effects = new ArrayList<>();
  private OptionalLong wakeNanos = OptionalLong.empty();
  private boolean waitsForBudget;
  private boolean capped;

  Asking(
      ChunkLayout layout,
      TransferBudget budget,
      HashPages pages,
      HashFetch hashes,
      SwarmAsks asks,
      ChunkPicker picker,
      Hedge hedge,
      Collection<SwarmPeer> peers) {
    this.layout = layout;
    this.budget = budget;
    this.pages = pages;
    this.hashes = hashes;
    this.asks = asks;
    this.picker = picker;
    this.hedge = hedge;
    this.peers = peers;
  }

  /** Sets how many bytes are asked for in a second; 0 for as many as can be. */
  void cap(long now, long bytesPerSecond) {
    long rate = Math.min(bytesPerSecond, TokenBucket.MAX_TOKENS);
    cap = rate <= 0 ? null : new TokenBucket(rate, Math.max(1, rate / 8), now);
  }

  /** Whether a cap, and no peer, was what kept it from asking for more just now. */
  boolean isCapped() {
    return capped;
  }

  private int bytesOf(int chunk) {
    return layout.span(chunk).length();
  }

  private void wakeAt(OptionalLong moment) {
    wakeNanos = Nanos.earlier(wakeNanos, moment);
  }

  /** Asks everybody for as much as there is room for; returns when to look again. */
  OptionalLong fill(long now, List<SwarmEffect> out) {
    nowNanos = now;
    effects = out;
    wakeNanos = OptionalLong.empty();
    waitsForBudget = false;
    capped = false;
    askHoldings();
    List<SwarmEffect> chunks = askChunks();
    if (asks.heldCount() > 0) {
      wantPagesOfHeld();
    }
    // Ahead of the chunks, or their answer would wait behind megabytes and the first chunk for it.
    wakeAt(hashes.ask(nowNanos, peers, effects));
    effects.addAll(chunks);
    if (hedge.isTime() && !asks.isEmpty() && peers.size() > 1) {
      wakeAt(OptionalLong.of(nowNanos + HEDGE_INTERVAL.toNanos()));
    }
    return wakeNanos;
  }

  private List<SwarmEffect> askChunks() {
    List<SwarmEffect> chunks = new ArrayList<>();
    List<SwarmPeer> ready = readyPeers();
    boolean spare = hasCompany();
    while (!ready.isEmpty() && !asks.isFull() && !waitsForBudget) {
      ready.removeIf(peer -> !askOne(peer, spare, chunks));
    }
    return chunks;
  }

  /**
   * A page may be forgotten while a chunk of it is on its way: without it, that is never stored.
   */
  private void wantPagesOfHeld() {
    for (Ask ask : asks.view()) {
      if (ask.phase == Ask.Phase.HELD) {
        hashes.want(pages.pageOf(ask.chunk));
      }
    }
  }

  /** Those who may be asked now, the one that would answer first in front. */
  private List<SwarmPeer> readyPeers() {
    List<SwarmPeer> ready = new ArrayList<>();
    int bytes = (int) Math.min(ChunkLayout.CHUNK_BYTES, layout.fileBytes());
    for (SwarmPeer peer : peers) {
      OptionalLong closed = peer.state.closedUntilNanos(nowNanos);
      if (closed.isEmpty()) {
        closed = peer.closedUntilNanos(nowNanos);
      }
      if (closed.isPresent()) {
        wakeAt(closed);
      } else if (hasRoom(peer, bytes)) {
        ready.add(peer);
      }
    }
    if (ready.size() > 1) {
      ready.sort(
          Comparator.comparingLong((SwarmPeer peer) -> peer.state.expectedNanos(bytes))
              .thenComparingInt(peer -> -peer.state.score()));
    }
    return ready;
  }

  /**
   * Whether many download the same from few. Then those few should send each chunk once, and the
   * many pass it on (as long as they do).
   */
  private boolean hasCompany() {
    int partial = 0;
    boolean passOn = false;
    for (SwarmPeer peer : peers) {
      if (peer.holds != null) {
        partial++;
        passOn |= peer.inFlight > 0;
      }
    }
    return passOn && partial >= COMPANY * (peers.size() - partial);
  }

  /**
   * Asks that a peer with everything need not answer any more, now that this peer holds the chunk.
   * Left alone, they are the reason why such a peer sends chunks twice: who asked first is not
   * known until it says what it holds.
   */
  List<Ask> redundant(SwarmPeer holder) {
    List<Ask> redundant = new ArrayList<>();
    BitSet holds = holder.holds;
    if (holds != null && hasCompany()) {
      for (Ask ask : asks.view()) {
        if (ask.phase == Ask.Phase.IN_FLIGHT
            && ask.peer.holds == null
            && !ask.peer.state.traits.inOrder()
            && holds.get(picker.partOf(ask.chunk))
            && !picker.isUrgent(ask.chunk)) {
          redundant.add(ask);
        }
      }
    }
    return redundant;
  }

  /** Whether anybody may have what is missing, now or after a pause. */
  boolean isAnybodyUseful() {
    return hashes.isPossible(peers)
        && peers.stream()
            .anyMatch(
                peer -> picker.isExhausted() || (!peer.isDoubtful() && picker.isUseful(peer)));
  }

  /** Asks a peer for one chunk; false if there is none to ask for, or no room. */
  private boolean askOne(SwarmPeer peer, boolean spare, List<SwarmEffect> out) {
    int chunk = picker.pick(peer, spare);
    if (chunk == ChunkPicker.NONE) {
      Ask late = hedge.choose(nowNanos, peer);
      if (late == null || !mayAsk(peer, late.chunk)) {
        return false;
      }
      hedge.counted();
      out.add(ask(peer, late.chunk));
      return true;
    }
    if (!mayAsk(peer, chunk)) {
      return false;
    }
    picker.take(chunk);
    out.add(ask(peer, chunk));
    return true;
  }

  /**
   * All swarms share the room at a peer; but whoever is waited for has one ask there in any case.
   */
  private boolean hasRoom(SwarmPeer peer, int bytes) {
    return peer.state.hasRoom(bytes)
        || (picker.hasReaders() && peer.inFlight == 0 && peer.state.hasPlace());
  }

  private boolean mayAsk(SwarmPeer peer, int chunk) {
    int page = pages.pageOf(chunk);
    boolean unhashed = !pages.isKnown(page);
    if (unhashed && (!hashes.want(page) || asks.size() >= MAX_UNHASHED)) {
      return false;
    }
    int bytes = bytesOf(chunk);
    if (!hasRoom(peer, bytes) || peer.state.closedUntilNanos(nowNanos).isPresent()) {
      return false;
    }
    if (!budget.fits(bytes)) {
      waitsForBudget = true;
      return false;
    }
    OptionalLong closed = budget.closedUntilNanos(nowNanos);
    if (closed.isPresent()) {
      capped = true;
      wakeAt(closed);
      return false;
    }
    TokenBucket bucket = cap;
    if (bucket != null && bucket.available(nowNanos) <= 0) {
      capped = true;
      wakeAt(OptionalLong.of(nowNanos + bucket.nanosUntil(1, nowNanos)));
      return false;
    }
    return true;
  }

  private SwarmEffect ask(SwarmPeer peer, int chunk) {
    int bytes = bytesOf(chunk);
    long allowedNanos = peer.state.allowedNanos(bytes);
    Ask ask = asks.add(nowNanos, peer, chunk, bytes);
    if (cap != null) {
      cap.spend(bytes, nowNanos);
    }
    return new SwarmEffect.AskChunk(ask.id, peer.ref(), chunk, bytes, allowedNanos);
  }

  /** A peer that is new, or offered again, is asked soon what it holds, if it tells that. */
  void askHoldingsOf(SwarmPeer peer, long now) {
    if (peer.state.traits.tellsHoldings() && layout.chunkCount() > 1) {
      peer.holdingsDueNanos = OptionalLong.of(now);
    }
  }

  private void askHoldings() {
    for (SwarmPeer peer : peers) {
      if (peer.holdingsDueNanos.isEmpty()) {
        continue;
      }
      if (Nanos.isDue(peer.holdingsDueNanos.getAsLong(), nowNanos)) {
        effects.add(new SwarmEffect.AskHoldings(peer.ref()));
        peer.holdingsDueNanos = OptionalLong.of(nowNanos + HOLDINGS_INTERVAL.toNanos());
      }
      wakeAt(peer.holdingsDueNanos);
    }
  }
}
