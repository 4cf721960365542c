package io.scp2p.core.catalog.pages;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import org.jspecify.annotations.Nullable;

/** In what two trees differ. What they have in common is not looked at. */
public final class TreeDiff {
  private final PageSource pages;
  private final Sink sink;

  /** Is told the differences, in the order of keys. */
  public interface Sink {
    /** In the old tree only, or with the same key and other words than in the new one. */
    void removed(KeyedItem item) throws StoreException;

    /** In the new tree only, or with the same key and other words than in the old one. */
    void added(KeyedItem item) throws StoreException;

    /** A page that the new tree has no more. */
    void replaced(PageRef page) throws StoreException;
  }

  private TreeDiff(PageSource pages, Sink sink) {
    this.pages = pages;
    this.sink = sink;
  }

  /** Compares two trees, both of which are there. */
  public static void compare(PageSource pages, PageRef older, PageRef newer, Sink sink)
      throws StoreException {
    new TreeDiff(pages, sink).compare(older, newer);
  }

  private void compare(@Nullable PageRef older, @Nullable PageRef newer) throws StoreException {
    if (older != null && older.equals(newer)) {
      return;
    }
    if (older != null && newer != null && older.isInner() && newer.isInner()) {
      sink.replaced(older);
      Page before = pages.load(older);
      Page after = pages.load(newer);
      for (int branch = 0; branch < PageLimits.BRANCHES; branch++) {
        Bytes prefix = PageRef.below(older.prefix(), branch);
        compare(child(before, prefix), child(after, prefix));
      }
      return;
    }
    TreeItems olds = new TreeItems(pages, older, page -> sink.replaced(page.ref()));
    TreeItems news = new TreeItems(pages, newer, null);
    merge(olds, news);
  }

  private static @Nullable PageRef child(Page page, Bytes prefix) {
    for (PageRef child : page.children()) {
      if (child.prefix().equals(prefix)) {
        return child;
      }
    }
    return null;
  }

  private void merge(TreeItems olds, TreeItems news) throws StoreException {
    KeyedItem before = olds.next();
    KeyedItem after = news.next();
    while (before != null || after != null) {
      int order = order(before, after);
      if (order == 0) {
        both(before, after);
      } else if (order < 0) {
        both(before, null);
      } else {
        both(null, after);
      }
      before = order <= 0 ? olds.next() : before;
      after = order >= 0 ? news.next() : after;
    }
  }

  private static int order(@Nullable KeyedItem before, @Nullable KeyedItem after) {
    if (before == null) {
      return 1;
    }
    return after == null ? -1 : before.key().compareTo(after.key());
  }

  /** At most two items, and if there are two they have the same key. */
  private void both(@Nullable KeyedItem before, @Nullable KeyedItem after) throws StoreException {
    if (before != null && after != null && before.encoded().equals(after.encoded())) {
      return;
    }
    if (before != null) {
      sink.removed(before);
    }
    if (after != null) {
      sink.added(after);
    }
  }
}
