package io.scp2p.core.engine.pages;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.catalog.pages.KeyedItem;
import io.scp2p.core.catalog.pages.Page;
import io.scp2p.core.catalog.pages.PageLimits;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.catalog.pages.TreeBuilder;
import io.scp2p.core.engine.share.ItemCursor;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.record.ShareItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes all pages of a version. The store sorts the items by their keys, so that a million of them
 * never sit in memory.
 */
final class TreeWriter {
  private static final int BATCH_ITEMS = 2_000;
  private static final int BATCH_BYTES = 4 << 20;

  private final PageStore pages;
  private final StateStore state;
  private final ShareId share;
  private final List<Page> batch = new ArrayList<>();
  private long batchBytes;
  private long itemBytes;
  private long itemCount;

  TreeWriter(PageStore pages, ShareId share) {
    this.pages = pages;
    this.state = pages.state();
    this.share = share;
  }

  PageRef write(ItemCursor items) throws StoreException {
    clear();
    StateBatch sorting = new StateBatch();
    for (ShareItem item = items.next(); item != null; item = items.next()) {
      KeyedItem keyed = keyed(item);
      byte[] key = PageTables.joined(share, keyed.key().bytes());
      sorting.put(PageTables.SORTING, key, keyed.encoded().toArray());
      if (sorting.changes().size() == BATCH_ITEMS) {
        state.apply(sorting, Durability.PROCESS);
        sorting = new StateBatch();
      }
    }
    state.apply(sorting, Durability.PROCESS);
    requireModest();
    pages.begin(share, Loose.UNKNOWN);
    PageRef root;
    try (StateCursor sorted = state.scan(PageTables.SORTING, share.bytes())) {
      root = TreeBuilder.build(() -> sorted.next() ? decode(sorted.value()) : null, this::put);
    }
    flush();
    clear();
    return root;
  }

  private static KeyedItem decode(byte[] row) throws StoreException {
    try {
      return CborReader.decode(Bytes.wrap(row), KeyedItem::read);
    } catch (WireException damaged) {
      throw PageStore.corrupt(PageTables.SORTING, damaged);
    }
  }

  private KeyedItem keyed(ShareItem item) {
    KeyedItem keyed = KeyedItem.of(item);
    itemBytes += keyed.encoded().size();
    itemCount++;
    if (!keyed.fits()) {
      throw tooLarge("A file has a path or tags too long for a catalog.");
    }
    return keyed;
  }

  /** Followers refuse what takes more. */
  private void requireModest() {
    if (itemBytes > itemCount * (PageLimits.MAX_AVERAGE_ITEM_BYTES - 64)) {
      throw tooLarge("Paths and tags are too long for a catalog of so many files.");
    }
  }

  private static Scp2pException tooLarge(String text) {
    return new Scp2pException(
        ErrorCode.TOO_LARGE,
        text,
        Map.of(
            "averageBytes", Integer.toString(PageLimits.MAX_AVERAGE_ITEM_BYTES),
            "itemBytes", Integer.toString(PageLimits.MAX_ITEM_BYTES)));
  }

  private void put(Page page) throws StoreException {
    batch.add(page);
    batchBytes += page.encoded().size();
    if (batchBytes > BATCH_BYTES) {
      flush();
    }
  }

  private void flush() throws StoreException {
    pages.keep(share, batch);
    batch.clear();
    batchBytes = 0;
  }

  private void clear() throws StoreException {
    try (StateCursor rows = state.scan(PageTables.SORTING, share.bytes())) {
      StateBatch gone = new StateBatch();
      while (rows.next()) {
        gone.delete(PageTables.SORTING, rows.key());
        if (gone.changes().size() == BATCH_ITEMS) {
          state.apply(gone, Durability.PROCESS);
          gone = new StateBatch();
        }
      }
      if (!gone.changes().isEmpty()) {
        state.apply(gone, Durability.PROCESS);
      }
    }
  }
}
