package io.scp2p.core.catalog.pages;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Makes the pages of a whole tree out of its items, of which it holds 65 at a time. */
public final class TreeBuilder {
  private final ItemStream items;
  private final PageSink sink;
  private final Deque<KeyedItem> ahead = new ArrayDeque<>();
  private boolean ended;

  private TreeBuilder(ItemStream items, PageSink sink) {
    this.items = items;
    this.sink = sink;
  }

  /** Writes every page, the root last, and returns what names the root. */
  public static PageRef build(ItemStream items, PageSink sink) throws StoreException {
    return new TreeBuilder(items, sink).below(Bytes.EMPTY);
  }

  private PageRef below(Bytes prefix) throws StoreException {
    fill();
    int here = 0;
    for (KeyedItem item : ahead) {
      if (!item.key().beginsWith(prefix)) {
        break;
      }
      here++;
    }
    if (here <= PageLimits.MAX_ITEMS) {
      List<KeyedItem> leaf = new ArrayList<>();
      for (int i = 0; i < here; i++) {
        leaf.add(ahead.remove());
      }
      return put(Page.leaf(prefix, leaf));
    }
    if (prefix.size() == PageLimits.MAX_DEPTH) {
      throw new IllegalStateException("more than 64 keys begin with the same 64 bits");
    }
    List<PageRef> children = new ArrayList<>();
    for (int branch = 0; branch < PageLimits.BRANCHES; branch++) {
      Bytes longer = PageRef.below(prefix, branch);
      fill();
      KeyedItem next = ahead.peek();
      if (next != null && next.key().beginsWith(longer)) {
        children.add(below(longer));
      }
    }
    return put(Page.inner(prefix, children));
  }

  private void fill() throws StoreException {
    while (!ended && ahead.size() <= PageLimits.MAX_ITEMS) {
      KeyedItem item = items.next();
      ended = item == null;
      if (item != null) {
        KeyedItem last = ahead.peekLast();
        if (last != null && last.key().compareTo(item.key()) >= 0) {
          throw new IllegalStateException("items do not come in the order of their keys");
        }
        ahead.add(item);
      }
    }
  }

  private PageRef put(Page page) throws StoreException {
    sink.put(page);
    return page.ref();
  }
}
