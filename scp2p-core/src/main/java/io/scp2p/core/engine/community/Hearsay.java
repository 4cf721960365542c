package io.scp2p.core.engine.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.protocol.community.HearsayRule;
import io.scp2p.core.protocol.community.ShareRecord;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much of one community's index is there because one partner alone says so. The counts are in
 * the store, beside the records: a restart forgets nobody's part. As many tellers as there are
 * records of theirs, at most.
 */
final class Hearsay {
  /** Names that are read together. */
  static final int LOOKED_AT = 64;

  private static final int KEY_BYTES = CommunityId.LENGTH + NodeKey.LENGTH;

  private final StateStore store;
  private final CommunityId community;
  private final Map<NodeKey, Long> members = new HashMap<>();
  private final Map<NodeKey, Long> shares = new HashMap<>();
  private final Set<NodeKey> changed = new HashSet<>();
  private final Map<Bytes, Deque<byte[]>> leaving = new HashMap<>();

  private Hearsay(StateStore store, CommunityId community) {
    this.store = store;
    this.community = community;
  }

  static Hearsay load(StateStore store, CommunityId community) throws StoreException {
    Hearsay hearsay = new Hearsay(store, community);
    try (StateCursor rows = store.scan(Tables.TELLERS, community.bytes())) {
      while (rows.next()) {
        byte[] key = rows.key();
        byte[] row = rows.value();
        if (key.length == KEY_BYTES && row.length == 2 * Long.BYTES) {
          NodeKey teller = NodeKey.of(Arrays.copyOfRange(key, CommunityId.LENGTH, KEY_BYTES));
          ByteBuffer in = ByteBuffer.wrap(row);
          hearsay.members.put(teller, in.getLong());
          hearsay.shares.put(teller, in.getLong());
        }
      }
    }
    return hearsay;
  }

  private Map<NodeKey, Long> of(int tag) {
    return tag == ShareRecord.TAG ? shares : members;
  }

  HearsayRule.Verdict judge(int tag, @Nullable NodeKey teller, long room, long used) {
    return HearsayRule.judge(teller, room, used, of(tag));
  }

  boolean isSpent(int tag, NodeKey teller, long room) {
    return HearsayRule.isSpent(teller, room, of(tag));
  }

  /**
   * A record that one partner alone has told, those that came last first: its tag and subject. Each
   * is named once; empty if there is none.
   */
  Optional<byte[]> next(int tag, NodeKey teller) throws StoreException {
    Bytes prefix = Bytes.wrap(Tables.key(community, teller.bytes(), new byte[] {(byte) tag}));
    Deque<byte[]> names = leaving.computeIfAbsent(prefix, key -> new ArrayDeque<>());
    if (names.isEmpty()) {
      // Some at once: what was deleted last lies before what is there, and takes time to pass.
      try (StateCursor rows = store.scan(Tables.HEARSAY, prefix.toArray())) {
        while (names.size() < LOOKED_AT && rows.next()) {
          names.add(rows.value());
        }
      }
    }
    return Optional.ofNullable(names.poll());
  }

  void add(StateBatch batch, StoredRecord stored, byte[] name) {
    NodeKey teller = stored.teller();
    if (teller != null) {
      batch.put(Tables.HEARSAY, row(stored, teller, name[0]), name);
      count(name[0], teller, 1);
    }
  }

  void remove(StateBatch batch, StoredRecord stored, byte[] name) {
    NodeKey teller = stored.teller();
    if (teller != null) {
      batch.delete(Tables.HEARSAY, row(stored, teller, name[0]));
      count(name[0], teller, -1);
    }
  }

  /** What came last stands first. */
  private byte[] row(StoredRecord stored, NodeKey teller, byte tag) {
    return Tables.key(
        community,
        teller.bytes(),
        new byte[] {tag},
        Tables.number(Long.MAX_VALUE - stored.number()));
  }

  private void count(int tag, NodeKey teller, int more) {
    of(tag).merge(teller, (long) more, Long::sum);
    changed.add(teller);
  }

  /** Puts down what has changed. */
  void write(StateBatch batch) {
    for (NodeKey teller : changed) {
      long told = members.getOrDefault(teller, 0L);
      long toldShares = shares.getOrDefault(teller, 0L);
      byte[] key = Tables.key(community, teller.bytes());
      if (told > 0 || toldShares > 0) {
        batch.put(
            Tables.TELLERS,
            key,
            ByteBuffer.allocate(2 * Long.BYTES).putLong(told).putLong(toldShares).array());
      } else {
        batch.delete(Tables.TELLERS, key);
      }
    }
    changed.clear();
  }
}
