package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.PageList;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who stores what here. Everything counts against its owner's quota at its full size from the
 * moment it is admitted, and at {@link #MIN_COST} at least, so that a million tiny shards cannot
 * fill the tables either.
 */
public final class HolderLedger {
  /** What anything costs at least. */
  static final long MIN_COST = 4_096;

  /** Shards of all owners together. */
  static final int MAX_SHARDS = 1 << 18;

  /** Open shards of one owner. */
  static final int MAX_OPEN_PER_OWNER = 256;

  private final Map<Bytes, HeldShard> shards = new HashMap<>();
  private final Map<Bytes, HeldPage> pages = new HashMap<>();
  private final Map<NodeKey, Long> used = new HashMap<>();
  private final Map<NodeKey, Integer> open = new HashMap<>();
  private final Set<Bytes> locked = new HashSet<>();
  private final Set<Bytes> leaving = new HashSet<>();
  private long usedBytes;

  HolderLedger(Collection<HeldShard> shards, Collection<HeldPage> pages) {
    shards.forEach(this::put);
    pages.forEach(this::put);
  }

  static long cost(long bytes) {
    return Math.max(bytes, MIN_COST);
  }

  static Bytes subject(NodeKey owner, int page, Bytes slot) {
    return Bytes.wrap(
        ByteBuffer.allocate(NodeKey.LENGTH + 2 + slot.size())
            .put(owner.bytes())
            .putShort((short) page)
            .put(slot.toArray())
            .array());
  }

  static Bytes subject(HeldPage page) {
    return subject(page.owner(), page.page(), page.slot());
  }

  /** A shard, if it is here. */
  public @Nullable HeldShard shard(Bytes id) {
    return shards.get(id);
  }

  /** Every shard. */
  public Collection<HeldShard> shards() {
    return List.copyOf(shards.values());
  }

  /** By all owners. */
  public long usedBytes() {
    return usedBytes;
  }

  /** By one owner. */
  public long usedBytes(NodeKey owner) {
    return used.getOrDefault(owner, 0L);
  }

  boolean mayTakeMore(NodeKey owner) {
    return shards.size() < MAX_SHARDS && open.getOrDefault(owner, 0) < MAX_OPEN_PER_OWNER;
  }

  void put(HeldShard shard) {
    HeldShard old = shards.put(shard.shard(), shard);
    if (old != null) {
      count(old, -1);
    }
    count(shard, 1);
  }

  void remove(Bytes id) {
    HeldShard old = shards.remove(id);
    if (old != null) {
      count(old, -1);
    }
  }

  private void count(HeldShard shard, int sign) {
    spend(shard.owner(), sign * cost(shard.sizeBytes()));
    if (!shard.isSealed()) {
      open.merge(shard.owner(), sign, (a, b) -> a + b == 0 ? null : a + b);
    }
  }

  private void spend(NodeKey owner, long bytes) {
    used.merge(owner, bytes, (a, b) -> a + b == 0 ? null : a + b);
    usedBytes += bytes;
  }

  @Nullable HeldPage page(NodeKey owner, int page, Bytes slot) {
    return pages.get(subject(owner, page, slot));
  }

  long slots(NodeKey owner, int page) {
    return pages.values().stream()
        .filter(each -> each.owner().equals(owner) && each.page() == page)
        .count();
  }

  List<PageList.Entry> pageEntries(NodeKey owner) {
    List<PageList.Entry> entries = new ArrayList<>();
    for (HeldPage page : pages.values()) {
      if (page.owner().equals(owner)) {
        entries.add(new PageList.Entry(page.page(), page.slot(), page.sequence()));
      }
    }
    return entries;
  }

  void put(HeldPage page) {
    HeldPage old = pages.put(subject(page.owner(), page.page(), page.slot()), page);
    if (old != null) {
      spend(old.owner(), -cost(old.sizeBytes()));
    }
    spend(page.owner(), cost(page.sizeBytes()));
  }

  void remove(HeldPage page) {
    if (pages.remove(subject(page.owner(), page.page(), page.slot())) != null) {
      spend(page.owner(), -cost(page.sizeBytes()));
    }
  }

  List<HeldShard> expired(long wallSeconds, int limit) {
    return shards.values().stream()
        .filter(shard -> shard.leaseUntilSeconds() < wallSeconds && !isLocked(shard.shard()))
        .limit(limit)
        .toList();
  }

  List<HeldPage> expiredPages(long wallSeconds, int limit) {
    return pages.values().stream()
        .filter(page -> page.leaseUntilSeconds() < wallSeconds)
        .limit(limit)
        .toList();
  }

  void lock(Bytes subject) {
    locked.add(subject);
  }

  void unlock(Bytes subject) {
    locked.remove(subject);
  }

  boolean isLocked(Bytes subject) {
    return locked.contains(subject);
  }

  /** Its deletion has begun or waits: it takes room until its line is gone, and serves nobody. */
  void leaves(Bytes shard) {
    leaving.add(shard);
  }

  /** The deletion is over, or the disk did not let it go. */
  void stays(Bytes shard) {
    leaving.remove(shard);
  }

  boolean isLeaving(Bytes shard) {
    return leaving.contains(shard);
  }

  /** A shard that may be asked for. */
  @Nullable HeldShard present(Bytes id) {
    return isLeaving(id) ? null : shard(id);
  }
}
