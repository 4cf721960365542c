package io.scp2p.core.protocol.transfer;

import io.scp2p.core.protocol.Deadlines;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The asks of one swarm, and what they take of the peers and of the budget. */
final class SwarmAsks {
  /** Asks of one swarm at most; the budget and the peers stop it long before. */
  static final int MAX_ASKS = 16_384;

  private final TransferBudget budget;
  private final Map<Long, Ask> byId = new LinkedHashMap<>();
  private final Map<Integer, List<Ask>> byChunk = new HashMap<>();
  private final Deadlines<Long> deadlines = new Deadlines<>(MAX_ASKS);
  private long lastId;
  private int unhashed;

  SwarmAsks(TransferBudget budget) {
    this.budget = budget;
  }

  boolean isFull() {
    return byId.size() >= MAX_ASKS;
  }

  Ask add(long nowNanos, SwarmPeer peer, int chunk, int bytes) {
    Ask ask = new Ask(++lastId, peer, chunk, bytes, nowNanos);
    deadlines.set(ask.id, nowNanos + peer.state.allowedNanos(bytes));
    budget.take(nowNanos, bytes);
    peer.state.asked(nowNanos, ask);
    peer.inFlight++;
    byId.put(ask.id, ask);
    byChunk.computeIfAbsent(chunk, absent -> new ArrayList<>(1)).add(ask);
    return ask;
  }

  @Nullable Ask get(long id) {
    return byId.get(id);
  }

  void arrived(long nowNanos, Ask ask) {
    deadlines.cancel(ask.id);
    ask.peer.inFlight--;
    ask.peer.state.delivered(nowNanos, ask);
    ask.phase = Ask.Phase.HELD;
    unhashed++;
  }

  void storing(Ask ask) {
    ask.phase = Ask.Phase.STORING;
    budget.storing(ask.bytes);
    unhashed--;
  }

  /** Forgets an ask; returns whether it was the last one for its chunk. */
  boolean end(Ask ask) {
    byId.remove(ask.id);
    budget.release(ask.bytes);
    if (ask.phase == Ask.Phase.IN_FLIGHT) {
      deadlines.cancel(ask.id);
      ask.peer.inFlight--;
      ask.peer.state.released(ask);
    } else if (ask.phase == Ask.Phase.HELD) {
      unhashed--;
    } else {
      budget.stored(ask.bytes);
    }
    List<Ask> same = of(ask.chunk);
    same.remove(ask);
    if (same.isEmpty()) {
      byChunk.remove(ask.chunk);
    }
    return same.isEmpty();
  }

  /** The asks for one chunk; changes with them. */
  List<Ask> of(int chunk) {
    return byChunk.getOrDefault(chunk, List.of());
  }

  /** All asks, oldest first; a copy. */
  List<Ask> all() {
    return new ArrayList<>(byId.values());
  }

  /** All asks, oldest first; for looking only. */
  Iterable<Ask> view() {
    return byId.values();
  }

  @Nullable Ask pollOverdue(long nowNanos) {
    Long id = deadlines.pollDue(nowNanos);
    return id == null ? null : byId.get(id);
  }

  OptionalLong deadlineNanos() {
    return deadlines.earliestNanos();
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }

  /** Chunks that arrived before their hashes. */
  int heldCount() {
    return unhashed;
  }

  int size() {
    return byId.size();
  }
}
