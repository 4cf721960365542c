package io.scp2p.core.engine.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.peers.KnownPeer;
import io.scp2p.core.protocol.peers.PeerDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Keeps the rows of the peer database as the database is: who was met, what became of a peer's
 * reputation, and who had to make room. Changes are written together, a while after the first of
 * them, so that a peer who fails at everything costs no write each time; a node that dies without a
 * word forgets no more than that while. Lives on the loop.
 */
final class PeerSaving {
  /** Rows that wait to be written; then at once. */
  static final int MAX_DIRTY = 256;

  /** How long a change may wait. */
  static final Duration WRITE_AFTER = Duration.ofSeconds(30);

  /** A peer that is met again is written again after so long. */
  private static final long WRITE_AGAIN_SECONDS = 3_600;

  private final Loop loop;
  private final PeerDatabase peers;
  private final PeerRows rows;
  private final Alarm alarm;
  private final Set<NodeKey> dirty = new LinkedHashSet<>();
  private final Map<NodeKey, Long> written = new HashMap<>();
  private boolean waiting;

  PeerSaving(Loop loop, PeerDatabase peers, PeerRows rows) {
    this.loop = loop;
    this.peers = peers;
    this.rows = rows;
    this.alarm = new Alarm(loop, this::flush);
  }

  private long nowUnix() {
    return loop.time().wall().getEpochSecond();
  }

  /** A peer was met. */
  void met(NodeKey peer) {
    Long last = written.get(peer);
    if (last == null || nowUnix() - last >= WRITE_AGAIN_SECONDS) {
      dirty.add(peer);
    }
    changed();
  }

  /** The database may know something that its rows do not. */
  void changed() {
    int unsaved = dirty.size() + peers.unsavedCount();
    if (unsaved >= MAX_DIRTY) {
      flush();
    } else if (unsaved > 0 && !waiting) {
      waiting = true;
      alarm.set(OptionalLong.of(loop.time().nanos() + Nanos.of(WRITE_AFTER)));
    }
  }

  /** A good moment to write, if there is anything. */
  void flushIfChanged() {
    if (!dirty.isEmpty() || peers.unsavedCount() > 0) {
      flush();
    }
  }

  /** Writes what is to be written. */
  void flush() {
    waiting = false;
    alarm.set(OptionalLong.empty());
    long now = nowUnix();
    List<NodeKey> gone = new ArrayList<>(peers.expire(now));
    dirty.addAll(peers.takeUnsaved());
    if (written.size() > MAX_DIRTY * 16) {
      written.clear();
    }
    List<KnownPeer> kept = new ArrayList<>();
    for (NodeKey peer : dirty) {
      // As it is now: it may have been met and have had to make room since then.
      peers
          .find(peer)
          .ifPresentOrElse(
              known -> {
                kept.add(known);
                written.put(peer, now);
              },
              () -> gone.add(peer));
    }
    gone.forEach(written::remove);
    dirty.clear();
    rows.write(kept, gone);
  }

  /** A person wants a peer to be forgotten. */
  void forget(NodeKey peer) {
    peers.forget(peer);
    dirty.remove(peer);
    written.remove(peer);
    rows.write(List.of(), List.of(peer));
  }

  /** Writes what is to be written, for the last time. */
  void close() {
    flush();
  }
}
