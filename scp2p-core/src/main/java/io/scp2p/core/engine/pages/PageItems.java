package io.scp2p.core.engine.pages;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.catalog.pages.KeyedItem;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.catalog.pages.PageSource;
import io.scp2p.core.catalog.pages.TreeItems;
import io.scp2p.core.wire.record.ShareItem;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The items of a tree, one at a time. */
final class PageItems implements Iterator<ShareItem> {
  private final TreeItems items;
  private @Nullable KeyedItem ahead;

  PageItems(PageSource pages, PageRef root) {
    this.items = new TreeItems(pages, root);
    this.ahead = read();
  }

  private @Nullable KeyedItem read() {
    try {
      return items.next();
    } catch (StoreException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean hasNext() {
    return ahead != null;
  }

  @Override
  public ShareItem next() {
    KeyedItem item = ahead;
    if (item == null) {
      throw new NoSuchElementException();
    }
    ahead = read();
    return item.item();
  }
}
