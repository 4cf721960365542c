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
import io.scp2p.core.protocol.community.RecordLimits;
import io.scp2p.core.protocol.community.SearchWords;
import io.scp2p.core.protocol.community.ShareRecord;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
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
 * what is new is refused, and what is there stays until its owner is silent for a week: a flood
 * cannot push anybody out.
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

  /** Takes over what is newer than what is here. */
  Adopted adopt(CommunityId community, List<CommunityRecord> records) throws StoreException {
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
        kept += adoptSome(community, some, changes);
      } finally {
        writing.unlock();
      }
    }
    return new Adopted(changes, kept);
  }

  private int adoptSome(CommunityId community, List<CommunityRecord> records, List<Change> changes)
      throws StoreException {
    StateBatch batch = new StateBatch();
    IndexCounts counts = counts(community);
    Map<NodeKey, Integer> held = new HashMap<>();
    int kept = 0;
    for (CommunityRecord record : records) {
      Optional<StoredRecord> stored = find(key(record));
      CommunityRecord before = stored.isPresent() ? stored.get().record() : null;
      if (before != null && !record.replaces(before) && !addsProof(record, before)) {
        kept++; // It, or something newer.
        continue;
      }
      if (!hasRoom(community, record, before, counts, held)) {
        continue;
      }
      counts = put(batch, record, stored.orElse(null), counts);
      changes.add(new Change(record, before));
      kept++;
    }
    if (!batch.changes().isEmpty()) {
      for (Map.Entry<NodeKey, Integer> each : held.entrySet()) {
        putHeld(batch, community, each.getKey(), each.getValue());
      }
      batch.put(Tables.INDEX, community.bytes(), counts.encode());
      store.apply(batch, Durability.PROCESS);
    }
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

  private boolean hasRoom(
      CommunityId community,
      CommunityRecord record,
      @Nullable CommunityRecord before,
      IndexCounts counts,
      Map<NodeKey, Integer> held)
      throws StoreException {
    if (record instanceof MemberRecord) {
      return before != null || counts.members() < maxMembers;
    }
    if (before != null && before.member().equals(record.member())) {
      return true;
    }
    int now = heldBy(community, record.member(), held);
    if (now >= RecordLimits.MAX_SHARES_PER_MEMBER
        || (before == null && counts.shares() >= maxShares)) {
      return false;
    }
    held.put(record.member(), now + 1);
    if (before != null) {
      held.put(before.member(), heldBy(community, before.member(), held) - 1);
    }
    return true;
  }

  private int heldBy(CommunityId community, NodeKey member, Map<NodeKey, Integer> changed)
      throws StoreException {
    Integer now = changed.get(member);
    if (now != null) {
      return now;
    }
    return store
        .get(Tables.HELD, Tables.key(community, member.bytes()))
        .filter(row -> row.length == Integer.BYTES)
        .map(row -> ByteBuffer.wrap(row).getInt())
        .orElse(0);
  }

  private static void putHeld(StateBatch batch, CommunityId community, NodeKey member, int count) {
    byte[] key = Tables.key(community, member.bytes());
    if (count > 0) {
      batch.put(Tables.HELD, key, ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
    } else {
      batch.delete(Tables.HELD, key);
    }
  }

  private IndexCounts put(
      StateBatch batch, CommunityRecord record, @Nullable StoredRecord stored, IndexCounts counts)
      throws StoreException {
    IndexCounts now = counts;
    if (stored != null) {
      removeRows(batch, stored);
      now = now.plus(stored.record(), -1);
    }
    now = now.plus(record, 1).logged();
    CommunityId community = record.community();
    batch.put(
        Tables.RECORDS, key(record), new StoredRecord(now.lastNumber(), record.typed()).encode());
    batch.put(
        Tables.LOG,
        Tables.key(community, Tables.number(now.lastNumber())),
        name(record.tag(), record.subject()));
    if (record instanceof ShareRecord share && !share.isTombstone()) {
      byte[] age = Tables.age(share.body().updatedAt());
      batch.put(Tables.RECENT, Tables.key(community, age, share.subject()), new byte[0]);
      for (String word : SearchWords.of(share.body())) {
        batch.put(Tables.WORDS, word(community, word, age, share.subject()), new byte[0]);
      }
    }
    return now;
  }

  /** Everything that refers to a record, but for the record itself. */
  private static void removeRows(StateBatch batch, StoredRecord stored) throws StoreException {
    CommunityRecord before = stored.record();
    CommunityId community = before.community();
    batch.delete(Tables.LOG, Tables.key(community, Tables.number(stored.number())));
    if (before instanceof ShareRecord share && !share.isTombstone()) {
      byte[] age = Tables.age(share.body().updatedAt());
      batch.delete(Tables.RECENT, Tables.key(community, age, share.subject()));
      for (String word : SearchWords.of(share.body())) {
        batch.delete(Tables.WORDS, word(community, word, age, share.subject()));
      }
    }
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
      StateBatch batch = new StateBatch();
      IndexCounts counts = counts(community);
      Map<NodeKey, Integer> held = new HashMap<>();
      int gone = 0;
      for (byte[] key : keys) {
        Optional<StoredRecord> stored = find(key);
        // Looked at again: it may have been renewed since.
        if (stored.isEmpty() || stored.get().record().expiresAt() > nowUnix) {
          continue;
        }
        CommunityRecord record = stored.get().record();
        removeRows(batch, stored.get());
        batch.delete(Tables.RECORDS, key);
        counts = counts.plus(record, -1);
        if (record instanceof ShareRecord) {
          held.put(record.member(), heldBy(community, record.member(), held) - 1);
        }
        gone++;
      }
      held.forEach((member, count) -> putHeld(batch, community, member, count));
      batch.put(Tables.INDEX, community.bytes(), counts.encode());
      store.apply(batch, Durability.PROCESS);
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
              Tables.INDEX,
              Tables.CURSORS)) {
        clear(table, community);
      }
    } finally {
      writing.unlock();
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
