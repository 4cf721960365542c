package io.scp2p.core.catalog.pages;

import io.scp2p.api.spi.StoreException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import org.jspecify.annotations.Nullable;

/** The items of a tree in the order of their keys. Holds the branches of one way down. */
public final class TreeItems implements ItemStream {
  private final PageSource pages;
  private final @Nullable PageSink visited;
  private final Deque<PageRef> open = new ArrayDeque<>();
  private Iterator<KeyedItem> leaf = List.<KeyedItem>of().iterator();

  /** All items below a page. */
  public TreeItems(PageSource pages, PageRef from) {
    this(pages, from, null);
  }

  /** All items below a page; every page on the way is told, those above first. */
  TreeItems(PageSource pages, @Nullable PageRef from, @Nullable PageSink visited) {
    this.pages = pages;
    this.visited = visited;
    if (from != null) {
      open.push(from);
    }
  }

  @Override
  public @Nullable KeyedItem next() throws StoreException {
    while (!leaf.hasNext()) {
      PageRef ref = open.poll();
      if (ref == null) {
        return null;
      }
      Page page = pages.load(ref);
      if (visited != null) {
        visited.put(page);
      }
      leaf = page.items().iterator();
      ListIterator<PageRef> last = page.children().listIterator(page.children().size());
      while (last.hasPrevious()) {
        open.push(last.previous());
      }
    }
    return leaf.next();
  }
}
