package io.scp2p.core.engine.community;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * The communities of this node, as they are stored. What is joined is in memory as well, since it
 * is asked with every request of every peer. Writing blocks; all methods are safe for all threads.
 */
public final class CommunityBook {
  /** Communities that one node takes part in; each costs announcements and looks for members. */
  public static final int MAX_JOINED = 256;

  private static final byte[] ALL = {};

  private final StateStore store;
  private final Map<CommunityId, CommunityRow> joined = new ConcurrentHashMap<>();
  private final ReentrantLock writing = new ReentrantLock();

  /** Knows nothing before {@link #load}. */
  public CommunityBook(StateStore store) {
    this.store = store;
  }

  /** Reads what was joined. Blocks. */
  public void load() throws StoreException {
    try (StateCursor rows = store.scan(Tables.COMMUNITIES, ALL)) {
      while (rows.next()) {
        CommunityRow row = CommunityRow.decode(rows.value());
        if (!row.left()) {
          joined.put(row.id(), row);
        }
      }
    }
  }

  /** Whether this node has joined a community. */
  public boolean hasJoined(CommunityId id) {
    return joined.containsKey(id);
  }

  Optional<CommunityRow> find(CommunityId id) {
    return Optional.ofNullable(joined.get(id));
  }

  CommunityRow require(CommunityId id) {
    return find(id).orElseThrow(() -> unknown(id));
  }

  static Scp2pException unknown(CommunityId id) {
    return new Scp2pException(
        ErrorCode.UNKNOWN_COMMUNITY,
        "This node has not joined the community.",
        Map.of("community", id.toString()));
  }

  /** Everything joined, the oldest first. */
  List<CommunityRow> all() {
    return joined.values().stream()
        .sorted(Comparator.comparingLong(CommunityRow::joinedAt).thenComparing(CommunityRow::id))
        .toList();
  }

  /**
   * Joins, or changes nothing if that was done before but for a name and a token that are new.
   *
   * @return the row as it is stored now, durably, and whether it is a new one
   */
  Entered join(CommunityRow wanted) throws StoreException {
    writing.lock();
    try {
      CommunityRow known = joined.get(wanted.id());
      if (known == null) {
        if (joined.size() >= MAX_JOINED) {
          throw new Scp2pException(
              ErrorCode.TOO_MANY_COMMUNITIES,
              "This node has joined as many communities as it can.",
              Map.of("bound", Integer.toString(MAX_JOINED)));
        }
        // Numbers go on where they ended when it was left: an older one would not be believed.
        return new Entered(write(wanted.announced(lastAnnounced(wanted.id()))), true);
      }
      CommunityRow now = known;
      if (wanted.token() != null) {
        now = now.proved(wanted.token());
      }
      if (now.name() == null && wanted.name() != null) {
        now = now.named(wanted.name());
      }
      return new Entered(write(now), false);
    } finally {
      writing.unlock();
    }
  }

  /** What joining came to. */
  record Entered(CommunityRow row, boolean isNew) {}

  private long lastAnnounced(CommunityId id) throws StoreException {
    Optional<byte[]> row = store.get(Tables.COMMUNITIES, id.bytes());
    return row.isPresent() ? CommunityRow.decode(row.get()).announceSeq() : 0;
  }

  /** Changes a joined community; empty if it is not joined. */
  Optional<CommunityRow> change(CommunityId id, UnaryOperator<CommunityRow> edit)
      throws StoreException {
    writing.lock();
    try {
      CommunityRow known = joined.get(id);
      return known == null ? Optional.empty() : Optional.of(write(edit.apply(known)));
    } finally {
      writing.unlock();
    }
  }

  /**
   * Leaves; what was known of its members goes with it.
   *
   * @return what was left, or empty if it was not joined
   */
  Optional<CommunityRow> leave(CommunityId id) throws StoreException {
    writing.lock();
    try {
      CommunityRow known = joined.get(id);
      if (known == null) {
        return Optional.empty();
      }
      StateBatch batch = new StateBatch();
      batch.put(Tables.COMMUNITIES, id.bytes(), known.abandoned().encode());
      try (StateCursor rows = store.scan(Tables.SEEN, id.bytes())) {
        while (rows.next()) {
          batch.delete(Tables.SEEN, rows.key());
        }
      }
      store.apply(batch, Durability.POWER);
      joined.remove(id);
      return Optional.of(known);
    } finally {
      writing.unlock();
    }
  }

  private CommunityRow write(CommunityRow row) throws StoreException {
    store.put(Tables.COMMUNITIES, row.id().bytes(), row.encode(), Durability.POWER);
    joined.put(row.id(), row);
    return row;
  }
}
