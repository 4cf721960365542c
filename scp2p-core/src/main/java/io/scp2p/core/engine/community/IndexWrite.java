package io.scp2p.core.engine.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.protocol.community.CommunityRecord;
import io.scp2p.core.protocol.community.HearsayRule;
import io.scp2p.core.protocol.community.MemberRecord;
import io.scp2p.core.protocol.community.RecordLimits;
import io.scp2p.core.protocol.community.SearchWords;
import io.scp2p.core.protocol.community.ShareRecord;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One write to an index in the making: rows, and the counts that go with them. Each record once.
 * Only under the lock of the index.
 */
final class IndexWrite {
  private final StateStore store;
  private final CommunityId community;
  private final int maxMembers;
  private final int maxShares;
  private final Hearsay hearsay;
  private final Map<Bytes, Integer> held = new HashMap<>();
  private StateBatch batch = new StateBatch();
  private IndexCounts counts;

  IndexWrite(CommunityIndex index, CommunityId community, int maxMembers, int maxShares)
      throws StoreException {
    this.store = index.store();
    this.community = community;
    this.maxMembers = maxMembers;
    this.maxShares = maxShares;
    this.hearsay = Hearsay.load(store, community);
    this.counts = index.counts(community);
  }

  /** Whose hearsay a record is now that somebody hands it over; null if it is vouched for. */
  private static @Nullable NodeKey teller(
      @Nullable StoredRecord stored, CommunityRecord record, @Nullable NodeKey alone)
      throws StoreException {
    // What says another member's name is another claim, whoever stood behind the one before.
    if (stored == null || !stored.record().member().equals(record.member())) {
      return alone;
    }
    NodeKey before = stored.teller();
    return Objects.equals(before, alone) ? before : null;
  }

  /**
   * Puts a record into its place, if there is one.
   *
   * @param alone the partner who alone says so; null if it is vouched for
   * @return whether it is there now
   */
  boolean put(CommunityRecord record, @Nullable StoredRecord stored, @Nullable NodeKey alone)
      throws StoreException {
    NodeKey teller = teller(stored, record, alone);
    if (!hasRoom(record, stored, teller)) {
      return false;
    }
    if (stored != null) {
      remove(stored, stored.record());
    }
    counts = counts.plus(record, 1).logged();
    StoredRecord now = new StoredRecord(counts.lastNumber(), teller, record.typed());
    byte[] name = CommunityIndex.name(record.tag(), record.subject());
    batch.put(Tables.RECORDS, Tables.key(community, name), now.encode());
    batch.put(Tables.LOG, Tables.key(community, Tables.number(now.number())), name);
    hearsay.add(batch, now, name);
    if (record instanceof ShareRecord share) {
      hold(share.member(), teller, 1);
      index(share);
    }
    return true;
  }

  /** Somebody hands over what is here already: it is vouched for, if he is another. */
  void vouch(CommunityRecord record, StoredRecord stored, @Nullable NodeKey alone)
      throws StoreException {
    CommunityRecord kept = stored.record();
    if (stored.teller() == null
        || !kept.member().equals(record.member())
        || teller(stored, record, alone) != null
        || (kept instanceof ShareRecord && isFull(kept.member(), null))) {
      return;
    }
    byte[] name = CommunityIndex.name(kept.tag(), kept.subject());
    hearsay.remove(batch, stored, name);
    batch.put(
        Tables.RECORDS,
        Tables.key(community, name),
        new StoredRecord(stored.number(), null, stored.typed()).encode());
    if (kept instanceof ShareRecord) {
      hold(kept.member(), stored.teller(), -1);
      hold(kept.member(), null, 1);
    }
  }

  private boolean hasRoom(
      CommunityRecord record, @Nullable StoredRecord stored, @Nullable NodeKey teller)
      throws StoreException {
    boolean member = record instanceof MemberRecord;
    int room = member ? maxMembers : maxShares;
    boolean counted =
        stored != null
            && stored.record().member().equals(record.member())
            && Objects.equals(teller, stored.teller());
    if (!member && !counted && isFull(record.member(), teller)) {
      return false;
    }
    if (stored != null) {
      return teller == null || counted || !hearsay.isSpent(record.tag(), teller, room);
    }
    HearsayRule.Verdict verdict =
        hearsay.judge(record.tag(), teller, room, member ? counts.members() : counts.shares());
    NodeKey insteadOf = verdict.insteadOf();
    return verdict.admitted() && (insteadOf == null || evict(record.tag(), insteadOf));
  }

  /** What one partner has told last makes room. */
  private boolean evict(int tag, NodeKey teller) throws StoreException {
    apply(); // What is not written yet could not be found.
    // One of those whose names were read together may be vouched for since then.
    for (int i = 0; i <= Hearsay.LOOKED_AT; i++) {
      Optional<byte[]> name = hearsay.next(tag, teller);
      Optional<byte[]> row =
          name.isEmpty()
              ? Optional.empty()
              : store.get(Tables.RECORDS, Tables.key(community, name.get()));
      if (row.isPresent()) {
        StoredRecord stored = StoredRecord.decode(row.get());
        if (Objects.equals(teller, stored.teller())) {
          forget(stored, stored.record());
          apply();
          return true;
        }
      }
    }
    return false;
  }

  /** A record is no more. */
  void forget(StoredRecord stored, CommunityRecord record) throws StoreException {
    remove(stored, record);
    batch.delete(
        Tables.RECORDS, Tables.key(community, CommunityIndex.name(record.tag(), record.subject())));
  }

  /** Everything that refers to a record, but for the record itself. */
  private void remove(StoredRecord stored, CommunityRecord record) throws StoreException {
    batch.delete(Tables.LOG, Tables.key(community, Tables.number(stored.number())));
    hearsay.remove(batch, stored, CommunityIndex.name(record.tag(), record.subject()));
    counts = counts.plus(record, -1);
    if (record instanceof ShareRecord share) {
      hold(share.member(), stored.teller(), -1);
      if (!share.isTombstone()) {
        byte[] age = Tables.age(share.body().updatedAt());
        batch.delete(Tables.RECENT, Tables.key(community, age, share.subject()));
        for (String word : SearchWords.of(share.body())) {
          batch.delete(Tables.WORDS, CommunityIndex.word(community, word, age, share.subject()));
        }
      }
    }
  }

  private void index(ShareRecord share) {
    if (share.isTombstone()) {
      return;
    }
    byte[] age = Tables.age(share.body().updatedAt());
    batch.put(Tables.RECENT, Tables.key(community, age, share.subject()), new byte[0]);
    for (String word : SearchWords.of(share.body())) {
      byte[] key = CommunityIndex.word(community, word, age, share.subject());
      batch.put(Tables.WORDS, key, new byte[0]);
    }
  }

  /**
   * Whether as many shares of a member are kept as may be. Everybody who tells of a member has that
   * many of his own: made-up shares of a member that exists keep none of the real ones out.
   */
  private boolean isFull(NodeKey member, @Nullable NodeKey teller) throws StoreException {
    return held(heldKey(member, teller)) >= RecordLimits.MAX_SHARES_PER_MEMBER;
  }

  private Bytes heldKey(NodeKey member, @Nullable NodeKey teller) {
    byte[] by = teller == null ? new byte[0] : teller.bytes();
    return Bytes.wrap(Tables.key(community, member.bytes(), by));
  }

  private int held(Bytes key) throws StoreException {
    Integer now = held.get(key);
    if (now != null) {
      return now;
    }
    return store
        .get(Tables.HELD, key.toArray())
        .filter(row -> row.length == Integer.BYTES)
        .map(row -> ByteBuffer.wrap(row).getInt())
        .orElse(0);
  }

  private void hold(NodeKey member, @Nullable NodeKey teller, int more) throws StoreException {
    Bytes key = heldKey(member, teller);
    held.put(key, held(key) + more);
  }

  /** Writes what has changed, all of it or nothing. */
  void apply() throws StoreException {
    if (batch.changes().isEmpty()) {
      return;
    }
    held.forEach(this::putHeld);
    hearsay.write(batch);
    batch.put(Tables.INDEX, community.bytes(), counts.encode());
    store.apply(batch, Durability.PROCESS);
    batch = new StateBatch();
    held.clear();
  }

  private void putHeld(Bytes key, int count) {
    if (count > 0) {
      batch.put(
          Tables.HELD, key.toArray(), ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
    } else {
      batch.delete(Tables.HELD, key.toArray());
    }
  }
}
