package io.scp2p.core.engine.pages;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.catalog.pages.KeyedItem;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.catalog.pages.PageSource;
import io.scp2p.core.catalog.pages.TreeDiff;
import io.scp2p.core.wire.record.ShareItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * In what two trees differ, if that is not too much.
 *
 * @param removed gone, or replaced by one of {@code added}
 * @param added new, or changed
 * @param replaced pages that the newer tree does not have
 */
record Differences(List<KeyedItem> removed, List<KeyedItem> added, List<PageRef> replaced) {
  /** Items in memory; some 20 MB. More are cheaper to write anew. */
  static final int MAX_ITEMS = 20_000;

  /** What they may take, encoded. */
  static final int MAX_BYTES = 32 << 20;

  /** Pages that are removed in one batch. */
  static final int MAX_PAGES = 50_000;

  static Optional<Differences> of(PageSource pages, PageRef older, PageRef newer)
      throws StoreException {
    Collector all = new Collector();
    try {
      TreeDiff.compare(pages, older, newer, all);
    } catch (TooManyException tooMany) {
      return Optional.empty();
    }
    return Optional.of(new Differences(all.removed, all.added, all.replaced));
  }

  static List<ShareItem> plain(List<KeyedItem> items) {
    return items.stream().map(KeyedItem::item).toList();
  }

  private static final class TooManyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyException() {
      super(null, null, false, false);
    }
  }

  private static final class Collector implements TreeDiff.Sink {
    final List<KeyedItem> removed = new ArrayList<>();
    final List<KeyedItem> added = new ArrayList<>();
    final List<PageRef> replaced = new ArrayList<>();

    private long bytes;

    @Override
    public void removed(KeyedItem item) {
      removed.add(item);
      bytes += item.encoded().size();
      check();
    }

    @Override
    public void added(KeyedItem item) {
      added.add(item);
      bytes += item.encoded().size();
      check();
    }

    @Override
    public void replaced(PageRef page) {
      replaced.add(page);
      check();
    }

    private void check() {
      boolean many = removed.size() + added.size() > MAX_ITEMS || bytes > MAX_BYTES;
      if (many || replaced.size() > MAX_PAGES) {
        throw new TooManyException();
      }
    }
  }
}
