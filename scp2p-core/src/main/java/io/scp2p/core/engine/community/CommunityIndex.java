package io.scp2p.core.engine.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.protocol.community.CommunityRecord;
import io.scp2p.core.protocol.community.MemberRecord;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The records of all members and shares of each community, in the store: memory does not grow with
 * them. What is put here has been verified. Every method may block; all are safe for all threads.
 *
 * <p>The log names each record once, under the number of its last change; so its length is that of
 * the index, reading it from the beginning is how a newcomer gets everything, and reading on is how
 * he stays up to date.
 *
 * <p>Bounds: members and shares of a community, and shares of one member. When they are reached
 * what one partner alone has told gives way ({@link io.scp2p.core.protocol.community.HearsayRule});
 * if there is nothing of that kind what is new is refused, and what is there stays until its owner
 * is silent for a week. A flood cannot push out anybody who was met, or of whom two partners tell.
 * Who has told what is kept with the records.
 */
public final class CommunityIndex {
  /** Records of one write. */
  static final int BATCH = 256;

  private final StateStore store;
  private final int maxMembers;
  private final int maxShares;
  private final ReentrantLock writing = new ReentrantLock();

  /** An index in a store, with its bounds for each community. */
  public CommunityIndex(StateStore store, int maxMembers, int maxShares) {
    this.store = store;
    this.maxMembers = maxMembers;
    this.maxShares = maxShares;
  }

  /**
   * A record that took the place of another.
   *
   * @param before null if there was none
   */
  record Change(CommunityRecord record, @Nullable CommunityRecord before) {}

  /**
   * What a list of records came to.
   *
   * @param changes what is new
   * @param kept how many of them are here now, new or not
   */
  record Adopted(List<Change> changes, int kept) {}

  /** Takes over what its owners hand over themselves, if it is newer than what is here. */
  Adopted adopt(CommunityId community, List<CommunityRecord> records) throws StoreException {
    return adopt(community, records, Teller.OWNER);
  }

  /** Takes over what is newer than what is here. */
  Adopted adopt(CommunityId community, List<CommunityRecord> records, Teller teller)
      throws StoreException {
    Map<Bytes, CommunityRecord> newest = new LinkedHashMap<>();
    for (CommunityRecord record : records) {
      newest.merge(Bytes.wrap(key(record)), record, (a, b) -> b.replaces(a) ? b : a);
    }
    List<Change> changes = new ArrayList<>();
    int kept = 0;
    List<CommunityRecord> all = new ArrayList<>(newest.values());
    for (int at = 0; at < all.size(); at += BATCH) {
      List<CommunityRecord> some = all.subList(at, Math.min(all.size(), at + BATCH));
      writing.lock();
      try {
        kept += adoptSome(community, some, teller, changes);
      } finally {
        writing.unlock();
      }
    }
    return new Adopted(changes, kept);
  }

  private int adoptSome(
      CommunityId community, List<CommunityRecord> records, Teller teller, List<Change> changes)
      throws StoreException {
    IndexWrite write = new IndexWrite(this, community, maxMembers, maxShares);
    int kept = 0;
    for (CommunityRecord record : records) {
      Optional<StoredRecord> stored = find(key(record));
      CommunityRecord before = stored.isPresent() ? stored.get().record() : null;
      NodeKey alone = teller.alone(record);
      if (before != null && !record.replaces(before) && !addsProof(record, before)) {
        write.vouch(record, stored.get(), alone);
        kept++; // It, or something newer.
      } else if (write.put(record, stored.orElse(null), alone)) {
        changes.add(new Change(record, before));
        kept++;
      }
    }
    write.apply();
    return kept;
  }

  /** The same word, now with the token that was not shown to whoever brought it first. */
  private static boolean addsProof(CommunityRecord record, CommunityRecord before) {
    return record instanceof MemberRecord now
        && before instanceof MemberRecord known
        && now.proof() != null
        && known.proof() == null
        && now.body().equals(known.body());
  }

  static byte[] name(int tag, byte[] subject) {
    return ByteBuffer.allocate(1 + subject.length).put((byte) tag).put(subject).array();
  }

  private static byte[] key(CommunityRecord record) {
    return Tables.key(record.community(), name(record.tag(), record.subject()));
  }

  static byte[] word(CommunityId community, String word, byte[] age, byte[] share) {
    byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
    return Tables.key(community, utf8, new byte[1], age, share);
  }

  private Optional<StoredRecord> find(byte[] key) throws StoreException {
    Optional<byte[]> row = store.get(Tables.RECORDS, key);
    return row.isEmpty() ? Optional.empty() : Optional.of(StoredRecord.decode(row.get()));
  }

  /** A record by its tag and subject. */
  Optional<StoredRecord> find(CommunityId community, byte[] name) throws StoreException {
    return find(Tables.key(community, name));
  }

  /** How much there is. */
  IndexCounts counts(CommunityId community) throws StoreException {
    Optional<byte[]> row = store.get(Tables.INDEX, community.bytes());
    return row.isEmpty() ? IndexCounts.NONE : IndexCounts.decode(row.get());
  }

  StateStore store() {
    return store;
  }

  /** Forgets records whose time is over; returns how many. */
  int expire(CommunityId community, long nowUnix) throws StoreException {
    int gone = 0;
    List<byte[]> over = new ArrayList<>();
    try (StateCursor rows = store.scan(Tables.RECORDS, community.bytes())) {
      while (rows.next()) {
        if (StoredRecord.decode(rows.value()).record().expiresAt() <= nowUnix) {
          over.add(rows.key());
        }
      }
    }
    for (int at = 0; at < over.size(); at += BATCH) {
      gone += remove(community, over.subList(at, Math.min(over.size(), at + BATCH)), nowUnix);
    }
    return gone;
  }

  private int remove(CommunityId community, List<byte[]> keys, long nowUnix) throws StoreException {
    writing.lock();
    try {
      IndexWrite write = new IndexWrite(this, community, maxMembers, maxShares);
      int gone = 0;
      for (byte[] key : keys) {
        Optional<StoredRecord> stored = find(key);
        if (stored.isPresent()) {
          CommunityRecord record = stored.get().record();
          // Looked at again: it may have been renewed since.
          if (record.expiresAt() <= nowUnix) {
            write.forget(stored.get(), record);
            gone++;
          }
        }
      }
      write.apply();
      return gone;
    } finally {
      writing.unlock();
    }
  }

  /** The community was left: forgets what others said. */
  void forget(CommunityId community) throws StoreException {
    writing.lock();
    try {
      for (StateTable table :
          List.of(
              Tables.RECORDS,
              Tables.LOG,
              Tables.RECENT,
              Tables.WORDS,
              Tables.HELD,
              Tables.HEARSAY,
              Tables.TELLERS,
              Tables.INDEX,
              Tables.CURSORS)) {
        clear(table, community);
      }
    } finally {
      writing.unlock();
    }
  }

  /**
   * Forgets what is left of communities that are not joined any more: of a leave that was cut off.
   */
  void tidy(Predicate<CommunityId> joined) throws StoreException {
    List<CommunityId> left = new ArrayList<>();
    try (StateCursor rows = store.scan(Tables.INDEX, new byte[0])) {
      while (rows.next()) {
        byte[] key = rows.key();
        if (key.length == CommunityId.LENGTH && !joined.test(CommunityId.of(key))) {
          left.add(CommunityId.of(key));
        }
      }
    }
    for (CommunityId community : left) {
      forget(community);
    }
  }

  private void clear(StateTable table, CommunityId community) throws StoreException {
    StateBatch batch = new StateBatch();
    try (StateCursor rows = store.scan(table, community.bytes())) {
      while (rows.next()) {
        batch.delete(table, rows.key());
        if (batch.changes().size() == BATCH) {
          store.apply(batch, Durability.PROCESS);
          batch = new StateBatch();
        }
      }
    }
    if (!batch.changes().isEmpty()) {
      store.apply(batch, Durability.PROCESS);
    }
  }
}
