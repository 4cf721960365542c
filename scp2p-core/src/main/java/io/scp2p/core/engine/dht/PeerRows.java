package io.scp2p.core.engine.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.protocol.peers.KnownPeer;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.record.PeerAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the peers that were met over restarts. A row that cannot be read is as good as none: the
 * peers are a convenience, and a damaged one must not keep the node from starting.
 */
final class PeerRows {
  private static final System.Logger LOG = System.getLogger(PeerRows.class.getName());
  static final StateTable PEERS = new StateTable("peers");
  private static final byte[] ALL = {};
  private static final byte VERSION = 1;
  private static final int BATCH = 256;
  private static final int HEAD_BYTES = 1 + Long.BYTES + 1;

  private final StateStore store;
  private final Offload offload;
  private final Queue<StateBatch> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock writing = new ReentrantLock();

  PeerRows(StateStore store, Offload offload) {
    this.store = store;
    this.offload = offload;
  }

  /** What was kept, as {@link #load(StateStore, int, long)}. Blocks. */
  List<KnownPeer> load(int limit, long oldestUnix) throws StoreException {
    return load(store, limit, oldestUnix);
  }

  /**
   * So many of the peers that were kept, those met last; rows of all others are deleted, so that
   * the table does not grow with every run, and no old row stands before a fresh one.
   */
  static List<KnownPeer> load(StateStore store, int limit, long oldestUnix) throws StoreException {
    PriorityQueue<Row> freshest =
        new PriorityQueue<>(Comparator.comparing((Row row) -> row.peer().seenUnix()));
    StateBatch batch = new StateBatch();
    try (StateCursor rows = store.scan(PEERS, ALL)) {
      while (rows.next()) {
        byte[] key = rows.key();
        Optional<KnownPeer> peer = decode(rows.value());
        if (peer.isEmpty() || peer.get().seenUnix() < oldestUnix) {
          batch.delete(PEERS, key);
        } else {
          freshest.add(new Row(Bytes.wrap(key), peer.get()));
          if (freshest.size() > limit) {
            batch.delete(PEERS, freshest.remove().key().toArray());
          }
        }
        if (batch.changes().size() >= BATCH) {
          store.apply(batch, Durability.PROCESS);
          batch = new StateBatch();
        }
      }
    }
    if (!batch.changes().isEmpty()) {
      store.apply(batch, Durability.PROCESS);
    }
    return freshest.stream().map(Row::peer).toList();
  }

  private record Row(Bytes key, KnownPeer peer) {}

  /** Version, last seen, reputation, and the address in the form of section 7.1. */
  static byte[] encode(KnownPeer peer) {
    Bytes address = peer.address().encoded();
    ByteBuffer row = ByteBuffer.allocate(HEAD_BYTES + address.size());
    row.put(VERSION).putLong(peer.seenUnix()).put((byte) peer.reputation());
    row.put(address.buffer());
    return row.array();
  }

  static Optional<KnownPeer> decode(byte[] row) {
    if (row.length <= HEAD_BYTES || row[0] != VERSION) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(row, 1, HEAD_BYTES - 1);
    long seen = in.getLong();
    int reputation = in.get();
    try {
      PeerAddress address =
          CborReader.decode(
              Bytes.wrap(row, HEAD_BYTES, row.length - HEAD_BYTES), PeerAddress::read);
      boolean sane =
          reputation >= KnownPeer.MIN_REPUTATION && reputation <= KnownPeer.MAX_REPUTATION;
      return sane ? Optional.of(new KnownPeer(address, seen, reputation, true)) : Optional.empty();
    } catch (WireException damaged) {
      return Optional.empty();
    }
  }

  /** Keeps some and forgets others, soon. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void write(Collection<KnownPeer> kept, Collection<NodeKey> gone) {
    if (kept.isEmpty() && gone.isEmpty()) {
      return;
    }
    StateBatch batch = new StateBatch();
    for (KnownPeer peer : kept) {
      NodeKey key = peer.address().pubkeyHint();
      if (key != null) {
        batch.put(PEERS, key.bytes(), encode(peer));
      }
    }
    gone.forEach(key -> batch.delete(PEERS, key.bytes()));
    waiting.add(batch);
    offload
        .call(this::writeWaiting)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.log(System.Logger.Level.WARNING, "known peers could not be stored", failure);
              }
            });
  }

  /**
   * All that waits, in the order in which it came, whichever thread has the time: also what an
   * executor would not take before.
   */
  private boolean writeWaiting() throws StoreException {
    writing.lock();
    try {
      StateBatch next = waiting.poll();
      while (next != null) {
        store.apply(next, Durability.PROCESS);
        next = waiting.poll();
      }
      return true;
    } finally {
      writing.unlock();
    }
  }
}
