package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
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
  private final HolderPages pages = new HolderPages();
  private final Map<NodeKey, Long> used = new HashMap<>();
  private final HolderGuests guests = new HolderGuests();
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

  HolderGuests guests() {
    return guests;
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
    if (bytes != 0 && used.merge(owner, bytes, (a, b) -> a + b == 0 ? null : a + b) == null) {
      guests.left(owner);
    }
    usedBytes += bytes;
  }

  /** Pages of all owners. */
  HolderPages pages() {
    return pages;
  }

  /** Sets the room aside that a page takes from now on beyond that of the one it replaces. */
  void reserve(HeldPage page) {
    HeldPage old = pages.find(page);
    pages.begin(page);
    spend(page.owner(), growth(page, old));
  }

  /** What was set aside is free again; for {@link #put}, or for good. */
  void release(HeldPage page) {
    pages.end(page);
    spend(page.owner(), -growth(page, pages.find(page)));
  }

  /** Nothing changes the old page in between: it is locked. */
  private static long growth(HeldPage page, @Nullable HeldPage old) {
    long more = cost(page.sizeBytes());
    return old == null ? more : Math.max(0, more - cost(old.sizeBytes()));
  }

  void put(HeldPage page) {
    HeldPage old = pages.put(page);
    if (old != null) {
      spend(old.owner(), -cost(old.sizeBytes()));
    }
    spend(page.owner(), cost(page.sizeBytes()));
  }

  void remove(HeldPage page) {
    HeldPage old = pages.remove(page);
    if (old != null) {
      spend(old.owner(), -cost(old.sizeBytes()));
    }
  }

  List<HeldShard> expired(long wallSeconds, int limit) {
    return shards.values().stream()
        .filter(shard -> shard.leaseUntilSeconds() < wallSeconds && !isLocked(shard.shard()))
        .limit(limit)
        .toList();
  }

  /** Not those that are written anew just now: that lengthens their lease. */
  List<HeldPage> expiredPages(long wallSeconds, int limit) {
    return pages
        .all()
        .filter(page -> page.leaseUntilSeconds() < wallSeconds && !isLocked(subject(page)))
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
