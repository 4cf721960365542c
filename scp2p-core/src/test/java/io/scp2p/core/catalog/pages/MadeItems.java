package io.scp2p.core.catalog.pages;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Items and trees of pages in memory. */
public final class MadeItems implements PageSource, PageSink {
  final Map<Bytes, Page> pages = new LinkedHashMap<>();

  public static ShareItem item(String path, int revision) {
    byte[] seed = (path + " " + revision).getBytes(StandardCharsets.UTF_8);
    String name = path.substring(path.lastIndexOf('/') + 1);
    return new ShareItem(
        ContentId.of(Blake3.hash(seed)),
        1_000_000,
        name,
        path,
        "text/plain",
        List.of(),
        4,
        Bytes.wrap(Blake3.hash(Blake3.hash(seed))));
  }

  public static List<KeyedItem> numbered(int from, int to) {
    List<KeyedItem> items = new ArrayList<>();
    for (int i = from; i < to; i++) {
      items.add(KeyedItem.of(item("folder/file" + i, 0)));
    }
    return items;
  }

  public PageRef build(Collection<KeyedItem> items) {
    TreeMap<ItemKey, KeyedItem> sorted = new TreeMap<>();
    items.forEach(item -> sorted.put(item.key(), item));
    Iterator<KeyedItem> all = sorted.values().iterator();
    try {
      return TreeBuilder.build(() -> all.hasNext() ? all.next() : null, this);
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  public List<Page> all() {
    return List.copyOf(pages.values());
  }

  public int count() {
    return pages.size();
  }

  public List<KeyedItem> items(PageRef root) {
    List<KeyedItem> all = new ArrayList<>();
    TreeItems items = new TreeItems(this, root);
    try {
      for (KeyedItem item = items.next(); item != null; item = items.next()) {
        all.add(item);
      }
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
    return all;
  }

  @Override
  public Page load(PageRef ref) {
    Page page = pages.get(ref.hash());
    if (page == null || !page.ref().equals(ref)) {
      throw new AssertionError("no such page: " + ref);
    }
    return page;
  }

  @Override
  public void put(Page page) {
    for (PageRef child : page.children()) {
      load(child); // Whatever is below a page comes before it.
    }
    pages.put(page.ref().hash(), page);
  }
}
