package io.scp2p.core.engine.catalog;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.record.ShareItem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The items of shares, a row each, and the way back from a content to its items. */
final class ItemRows {
  /** Rows written together while nobody sees them yet. */
  static final int STAGED_ROWS = 1_000;

  private final StateStore store;

  ItemRows(StateStore store) {
    this.store = store;
  }

  /** How many items, and how many bytes all of them have. */
  record Totals(long items, long bytes) {
    static final Totals NONE = new Totals(0, 0);

    Totals plus(ShareItem item) {
      return new Totals(items + 1, saturated(bytes + item.size()));
    }

    Totals minus(ShareItem item) {
      return new Totals(Math.max(0, items - 1), Math.max(0, bytes - item.size()));
    }

    /** Sizes are claims; their sum may leave the range. */
    private static long saturated(long sum) {
      return sum < 0 ? Long.MAX_VALUE : sum;
    }
  }

  /** What becomes of the rows of a share in one batch. */
  record Delta(List<ShareItem> removed, List<ShareItem> added, Totals totals) {}

  /** Called with parts of a comparison, so that no part is big. */
  @FunctionalInterface
  interface DeltaSink {
    void take(List<ShareItem> removed, List<ShareItem> added) throws StoreException;
  }

  static NavigableMap<byte[], ShareItem> sorted() {
    return new TreeMap<>(Arrays::compareUnsigned);
  }

  private static byte[] encode(ShareItem item) {
    return item.encoded(IdForm.COMPACT).toArray();
  }

  static ShareItem decode(byte[] value) throws StoreException {
    try {
      return CborReader.decode(Bytes.wrap(value), ShareItem::read);
    } catch (WireException damaged) {
      throw ServedRows.corrupt(Keys.ITEMS, damaged);
    }
  }

  Optional<ShareItem> get(ShareId share, long generation, byte[] place) throws StoreException {
    Optional<byte[]> value = store.get(Keys.ITEMS, Keys.item(share, generation, place));
    return value.isEmpty() ? Optional.empty() : Optional.of(decode(value.get()));
  }

  /** Up to {@code limit} items behind a place. */
  ItemPage page(ShareId share, long generation, @Nullable Bytes after, int limit)
      throws StoreException {
    byte[] prefix = Keys.generation(share, generation);
    // The lowest key above the place: itself with a zero byte.
    byte[] from =
        after == null ? prefix : Keys.joined(Keys.joined(prefix, after.toArray()), new byte[1]);
    List<ShareItem> items = new ArrayList<>();
    byte[] last = null;
    try (StateCursor rows = store.scan(Keys.ITEMS, prefix, from)) {
      while (rows.next()) {
        if (items.size() == limit && last != null) {
          return new ItemPage(items, Bytes.wrap(Keys.placeOf(last)));
        }
        last = rows.key();
        items.add(decode(rows.value()));
      }
    }
    return new ItemPage(items, null);
  }

  /**
   * What turns the rows of a generation into {@code items}; null if that is more than {@code
   * maxChanges}.
   */
  @Nullable Delta compare(
      ShareId share, long generation, NavigableMap<byte[], ShareItem> items, int maxChanges)
      throws StoreException {
    List<ShareItem> removed = new ArrayList<>();
    NavigableMap<byte[], ShareItem> added = sorted();
    added.putAll(items);
    try (StateCursor rows = store.scan(Keys.ITEMS, Keys.generation(share, generation))) {
      while (rows.next()) {
        byte[] place = Keys.placeOf(rows.key());
        ShareItem wanted = items.get(place);
        if (wanted == null) {
          removed.add(decode(rows.value()));
        } else if (Arrays.equals(encode(wanted), rows.value())) {
          added.remove(place);
        }
        if (removed.size() > maxChanges) {
          return null;
        }
      }
    }
    Totals totals = Totals.NONE;
    for (ShareItem item : items.values()) {
      totals = totals.plus(item);
    }
    boolean tooMany = removed.size() + added.size() > maxChanges;
    return tooMany ? null : new Delta(removed, new ArrayList<>(added.values()), totals);
  }

  /** What a list of changes does to the rows of a generation. */
  Delta apply(ShareId share, long generation, Totals before, ItemSource.Changes changes)
      throws StoreException {
    Totals totals = before;
    NavigableMap<byte[], ShareItem> added = sorted();
    for (ShareItem item : changes.added()) {
      added.put(Keys.place(item), item);
    }
    NavigableMap<byte[], ShareItem> removed = sorted();
    for (ShareItem item : changes.removed()) {
      byte[] place = Keys.place(item);
      Optional<ShareItem> old = get(share, generation, place);
      if (old.isPresent() && !added.containsKey(place) && removed.put(place, item) == null) {
        totals = totals.minus(old.get());
      }
    }
    for (var entry : added.entrySet()) {
      Optional<ShareItem> old = get(share, generation, entry.getKey());
      totals = old.isPresent() ? totals.minus(old.get()) : totals;
      totals = totals.plus(entry.getValue());
    }
    return new Delta(new ArrayList<>(removed.values()), new ArrayList<>(added.values()), totals);
  }

  /** Adds a delta to the batch that makes a version the newest. */
  static void write(StateBatch batch, ShareId share, long generation, Delta delta) {
    for (ShareItem item : delta.removed()) {
      byte[] place = Keys.place(item);
      batch.delete(Keys.ITEMS, Keys.item(share, generation, place));
      batch.delete(Keys.CONTENTS, Keys.content(item.contentId(), share, generation, place));
    }
    delta.added().forEach(item -> put(batch, share, generation, item));
  }

  private static void put(StateBatch batch, ShareId share, long generation, ShareItem item) {
    byte[] place = Keys.place(item);
    batch.put(Keys.ITEMS, Keys.item(share, generation, place), encode(item));
    batch.put(Keys.CONTENTS, Keys.content(item.contentId(), share, generation, place), place);
  }

  /**
   * Writes rows of a generation that no version names yet, so that nobody sees them.
   *
   * @throws io.scp2p.api.error.Scp2pException if there are more than {@code maxItems}
   */
  Totals stage(ShareId share, long generation, Iterator<ShareItem> items, long maxItems)
      throws StoreException {
    StateBatch batch = new StateBatch();
    int inBatch = 0;
    long seen = 0;
    while (items.hasNext()) {
      if (++seen > maxItems) {
        throw CatalogStore.tooManyItems(share, maxItems);
      }
      put(batch, share, generation, items.next());
      if (++inBatch == STAGED_ROWS) {
        store.apply(batch, Durability.PROCESS);
        batch = new StateBatch();
        inBatch = 0;
      }
    }
    store.apply(batch, Durability.PROCESS);
    return count(share, generation);
  }

  /** Counted rather than added up: of two items in the same place one is left. */
  private Totals count(ShareId share, long generation) throws StoreException {
    Totals totals = Totals.NONE;
    try (StateCursor rows = store.scan(Keys.ITEMS, Keys.generation(share, generation))) {
      while (rows.next()) {
        totals = totals.plus(decode(rows.value()));
      }
    }
    return totals;
  }

  /** Tells, part by part, in what two generations differ. */
  void compare(ShareId share, long older, long newer, DeltaSink sink) throws StoreException {
    Parts parts = new Parts(sink);
    try (StateCursor olds = store.scan(Keys.ITEMS, Keys.generation(share, older));
        StateCursor news = store.scan(Keys.ITEMS, Keys.generation(share, newer))) {
      boolean hasOld = olds.next();
      boolean hasNew = news.next();
      while (hasOld || hasNew) {
        int order =
            !hasOld
                ? 1
                : !hasNew
                    ? -1
                    : Arrays.compareUnsigned(Keys.placeOf(olds.key()), Keys.placeOf(news.key()));
        if (order < 0) {
          parts.removed(decode(olds.value()));
        } else if (order > 0 || !Arrays.equals(olds.value(), news.value())) {
          parts.added(decode(news.value()));
        }
        hasOld = order <= 0 ? olds.next() : hasOld;
        hasNew = order >= 0 ? news.next() : hasNew;
      }
    }
    parts.flush();
  }

  private static final class Parts {
    private final DeltaSink sink;
    private List<ShareItem> removed = new ArrayList<>();
    private List<ShareItem> added = new ArrayList<>();

    Parts(DeltaSink sink) {
      this.sink = sink;
    }

    void removed(ShareItem item) throws StoreException {
      removed.add(item);
      flushIfBig();
    }

    void added(ShareItem item) throws StoreException {
      added.add(item);
      flushIfBig();
    }

    private void flushIfBig() throws StoreException {
      if (removed.size() + added.size() >= STAGED_ROWS) {
        flush();
      }
    }

    void flush() throws StoreException {
      sink.take(removed, added);
      removed = new ArrayList<>();
      added = new ArrayList<>();
    }
  }

  /** Removes every row of a generation, a part at a time. */
  void clear(ShareId share, long generation) throws StoreException {
    byte[] prefix = Keys.generation(share, generation);
    boolean more = true;
    while (more) {
      StateBatch batch = new StateBatch();
      more = false;
      try (StateCursor rows = store.scan(Keys.ITEMS, prefix)) {
        for (int i = 0; i < STAGED_ROWS && rows.next(); i++) {
          byte[] key = rows.key();
          byte[] place = Keys.placeOf(key);
          ContentId content =
              ContentId.of(
                  Arrays.copyOfRange(place, place.length - ContentId.LENGTH, place.length));
          batch.delete(Keys.ITEMS, key);
          batch.delete(Keys.CONTENTS, Keys.content(content, share, generation, place));
          more = true;
        }
      }
      store.apply(batch, Durability.PROCESS);
    }
  }

  /** Items of the given content in one generation of a share. */
  StateCursor withContent(ContentId content, ShareId share, long generation) throws StoreException {
    return store.scan(
        Keys.CONTENTS, Keys.joined(content.bytes(), Keys.generation(share, generation)));
  }
}
