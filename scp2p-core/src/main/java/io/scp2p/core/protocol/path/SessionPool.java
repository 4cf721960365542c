package io.scp2p.core.protocol.path;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Deadlines;
import io.scp2p.core.protocol.Machine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a node: reused instead of made anew (section 21, Q-6), at most one race for each
 * peer at a time, idle ones closed after a while or when room is needed.
 *
 * <p>Sessions are known by numbers that whoever drives the pool gives them.
 */
public final class SessionPool implements Machine<SessionPool.Input, SessionPool.Effect> {
  /** A reconnect costs two round trips and 200 µs of arithmetic; a session some 20 KiB. */
  public static final Duration IDLE_LIFETIME = Duration.ofMinutes(2);

  /** Those that share bulk over TCP, one over QUIC, and one more while it replaces another. */
  public static final int MAX_SESSIONS_PER_PEER = Strands.MAX + 2;

  /** Callers that wait for one peer; more are turned away. */
  public static final int MAX_WAITING_PER_PEER = 1_024;

  private final int maxSessions;
  private final int maxPerPeer;
  private final int maxPerBlock;

  /** By number, least recently used first. */
  private final Map<Long, Entry> sessions = new LinkedHashMap<>(16, 0.75f, true);

  /** By peer, least recently used first. */
  private final Map<NodeKey, List<Entry>> byPeer = new HashMap<>();

  /** Accepted ones by address block, least recently used first. */
  private final Map<Long, List<Entry>> byBlock = new HashMap<>();

  private final Map<NodeKey, Queue<Long>> racing = new HashMap<>();

  /** When idle sessions have been idle for too long. */
  private final Deadlines<Long> idleEnds;

  /** What the pool is told. */
  public sealed interface Input {
    /** Somebody needs a session with this peer. */
    record Want(long ticket, NodeKey peer) implements Input {}

    /** Somebody no longer needs one. */
    record Unwant(long ticket, NodeKey peer) implements Input {}

    /**
     * A handshake is done.
     *
     * @param block where an accepted one comes from; empty if this side dialled
     */
    record Established(long session, NodeKey peer, boolean mayAsk, OptionalLong block)
        implements Input {
      /** A session that counts towards no address. */
      public Established(long session, NodeKey peer, boolean mayAsk) {
        this(session, peer, mayAsk, OptionalLong.empty());
      }
    }

    /** The race for this peer was lost. */
    record Unreachable(NodeKey peer) implements Input {}

    /** A session was used: a request was sent or answered. */
    record Used(long session, boolean idleNow) implements Input {}

    /** A session has become a tunnel: nobody asks on it, and it is in use until it ends. */
    record Reserved(long session) implements Input {}

    /** A session has ended. */
    record Closed(long session) implements Input {}
  }

  /** What the pool wants done. */
  public sealed interface Effect {
    /** Begin a race for this peer. */
    record Race(NodeKey peer) implements Effect {}

    /** Here is a session for this caller. */
    record Ready(long ticket, long session) implements Effect {}

    /** There is none for this caller. */
    record Unavailable(long ticket) implements Effect {}

    /** Close a session: it is idle, or one too many. */
    record Close(long session, String reason) implements Effect {}
  }

  private static final class Entry {
    final long number;
    final NodeKey peer;
    boolean mayAsk;
    boolean reserved;
    final OptionalLong block;

    Entry(Input.Established established) {
      this.number = established.session();
      this.peer = established.peer();
      this.mayAsk = established.mayAsk();
      this.block = established.block();
    }
  }

  /** A pool that keeps at most so many sessions. */
  public SessionPool(int maxSessions) {
    this(maxSessions, MAX_SESSIONS_PER_PEER, maxSessions);
  }

  /**
   * A pool that keeps at most so many sessions.
   *
   * @param maxPerBlock accepted from one address; see {@code AddressBlock}
   */
  public SessionPool(int maxSessions, int maxPerPeer, int maxPerBlock) {
    if (Math.min(maxSessions, Math.min(maxPerPeer, maxPerBlock)) < 1) {
      throw new IllegalArgumentException(
          "every bound must be at least 1, not " + List.of(maxSessions, maxPerPeer, maxPerBlock));
    }
    this.maxSessions = maxSessions;
    this.maxPerPeer = maxPerPeer;
    this.maxPerBlock = maxPerBlock;
    this.idleEnds = new Deadlines<>(maxSessions);
  }

  @Override
  public List<Effect> accept(long nowNanos, Input input) {
    List<Effect> effects = new ArrayList<>();
    if (input instanceof Input.Want want) {
      want(nowNanos, want, effects);
    } else if (input instanceof Input.Unwant unwant) {
      Queue<Long> waiting = racing.get(unwant.peer());
      if (waiting != null) {
        waiting.remove(unwant.ticket());
      }
    } else if (input instanceof Input.Established established) {
      established(nowNanos, established, effects);
    } else if (input instanceof Input.Unreachable unreachable) {
      Queue<Long> waiting = racing.remove(unreachable.peer());
      if (waiting != null) {
        waiting.forEach(ticket -> effects.add(new Effect.Unavailable(ticket)));
      }
    } else if (input instanceof Input.Used used) {
      Entry entry = sessions.get(used.session()); // Makes it the most recently used.
      if (entry != null) {
        touch(nowNanos, entry, used.idleNow());
      }
    } else if (input instanceof Input.Reserved reserved) {
      Entry entry = sessions.get(reserved.session());
      if (entry != null) {
        entry.mayAsk = false;
        entry.reserved = true;
        touch(nowNanos, entry, false);
      }
    } else if (input instanceof Input.Closed closed) {
      forget(sessions.get(closed.session()));
    }
    return effects;
  }

  private void want(long nowNanos, Input.Want want, List<Effect> effects) {
    Optional<Entry> usable = usable(want.peer());
    if (usable.isPresent()) {
      ready(nowNanos, want.ticket(), usable.get(), effects);
      return;
    }
    Queue<Long> waiting = racing.get(want.peer());
    if (waiting == null) {
      waiting = new ArrayDeque<>();
      racing.put(want.peer(), waiting);
      effects.add(new Effect.Race(want.peer()));
    }
    if (waiting.size() < MAX_WAITING_PER_PEER) {
      waiting.add(want.ticket());
    } else {
      effects.add(new Effect.Unavailable(want.ticket()));
    }
  }

  /** The most recently used session on which this side may ask: it has the best figures. */
  private Optional<Entry> usable(NodeKey peer) {
    List<Entry> entries = byPeer.getOrDefault(peer, List.of());
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i).mayAsk) {
        return Optional.of(entries.get(i));
      }
    }
    return Optional.empty();
  }

  private void ready(long nowNanos, long ticket, Entry entry, List<Effect> effects) {
    touch(nowNanos, entry, false);
    effects.add(new Effect.Ready(ticket, entry.number));
  }

  private void touch(long nowNanos, Entry entry, boolean idleNow) {
    List<Entry> siblings = byPeer.computeIfAbsent(entry.peer, peer -> new ArrayList<>());
    siblings.remove(entry);
    siblings.add(entry);
    entry.block.ifPresent(
        block -> {
          List<Entry> neighbours = byBlock.computeIfAbsent(block, number -> new ArrayList<>());
          neighbours.remove(entry);
          neighbours.add(entry);
        });
    if (idleNow && !entry.reserved) {
      idleEnds.set(entry.number, nowNanos + IDLE_LIFETIME.toNanos());
    } else {
      idleEnds.cancel(entry.number);
    }
  }

  private void forget(@Nullable Entry entry) {
    if (entry == null) {
      return;
    }
    sessions.remove(entry.number);
    idleEnds.cancel(entry.number);
    List<Entry> siblings = byPeer.getOrDefault(entry.peer, List.of());
    siblings.remove(entry);
    if (siblings.isEmpty()) {
      byPeer.remove(entry.peer);
    }
    entry.block.ifPresent(
        block ->
            byBlock.computeIfPresent(
                block,
                (number, neighbours) -> {
                  neighbours.remove(entry);
                  return neighbours.isEmpty() ? null : neighbours;
                }));
  }

  private void established(long nowNanos, Input.Established established, List<Effect> effects) {
    NodeKey peer = established.peer();
    List<Entry> ofPeer = byPeer.getOrDefault(peer, List.of());
    if (ofPeer.size() >= maxPerPeer && !evictIdle(ofPeer, effects)) {
      effects.add(new Effect.Close(established.session(), "too many sessions with one peer"));
      return;
    }
    List<Entry> neighbours =
        established.block().isPresent()
            ? byBlock.getOrDefault(established.block().getAsLong(), List.of())
            : List.of();
    if (neighbours.size() >= maxPerBlock && !evictIdle(neighbours, effects)) {
      effects.add(new Effect.Close(established.session(), "too many sessions with one address"));
      return;
    }
    if (sessions.size() >= maxSessions && !evictIdle(sessions.values(), effects)) {
      effects.add(new Effect.Close(established.session(), "every session is in use"));
      return;
    }
    Entry entry = new Entry(established);
    sessions.put(entry.number, entry);
    touch(nowNanos, entry, true);
    if (entry.mayAsk) {
      Queue<Long> waiting = racing.remove(peer);
      if (waiting != null) {
        waiting.forEach(ticket -> ready(nowNanos, ticket, entry, effects));
      }
    }
  }

  /** Closes the idle session that was not used for longest. */
  private boolean evictIdle(Collection<Entry> leastUsedFirst, List<Effect> effects) {
    for (Entry entry : leastUsedFirst) {
      if (idleEnds.of(entry.number).isPresent()) {
        forget(entry);
        effects.add(new Effect.Close(entry.number, "room for another session"));
        return true;
      }
    }
    return false;
  }

  @Override
  public List<Effect> onTimeout(long nowNanos) {
    List<Effect> effects = new ArrayList<>();
    for (Long stale = idleEnds.pollDue(nowNanos);
        stale != null;
        stale = idleEnds.pollDue(nowNanos)) {
      forget(sessions.get(stale));
      effects.add(new Effect.Close(stale, "idle"));
    }
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    return idleEnds.earliestNanos();
  }

  /** How many sessions there are. */
  public int size() {
    return sessions.size();
  }
}
