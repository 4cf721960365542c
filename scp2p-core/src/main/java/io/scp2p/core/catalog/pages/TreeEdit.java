package io.scp2p.core.catalog.pages;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Applies a list of changes to a tree. It reads and makes the pages on the way to what changes, and
 * no others; the rest of the new tree is the old one.
 */
public final class TreeEdit {
  /**
   * Pages made at once. As many changes as may be on pages of the largest average size take two
   * thirds of it; only somebody who has prepared his keys needs more.
   */
  static final long MAX_BYTES = 96 << 20;

  private final PageSource pages;
  private final Map<Bytes, Page> made = new LinkedHashMap<>();
  private boolean fits = true;
  private long bytes;

  private TreeEdit(PageSource pages) {
    this.pages = pages;
  }

  /**
   * A tree that is not written yet.
   *
   * @param root what names it
   * @param made pages that the old tree does not have, the root last
   */
  public record Edited(PageRef root, List<Page> made) {
    /** Copies the list. */
    public Edited {
      made = List.copyOf(made);
    }
  }

  /** Returns the new tree, or nothing if the changes do not fit the old one, or are far too much. */
  public static Optional<Edited> apply(PageSource pages, PageRef root, CatalogChanges changes)
      throws StoreException {
    NavigableMap<ItemKey, Optional<KeyedItem>> sorted = new TreeMap<>();
    changes.removed().forEach(key -> sorted.put(key, Optional.empty()));
    changes.added().forEach(item -> sorted.put(item.key(), Optional.of(item)));
    if (sorted.size() != changes.size()) {
      return Optional.empty();
    }
    TreeEdit edit = new TreeEdit(pages);
    PageRef edited = edit.edit(Bytes.EMPTY, root, sorted);
    if (edited == null) {
      edited = edit.put(Page.leaf(Bytes.EMPTY, List.of()));
    }
    return edit.fits
        ? Optional.of(new Edited(edited, new ArrayList<>(edit.made.values())))
        : Optional.empty();
  }

  private @Nullable PageRef edit(
      Bytes prefix, @Nullable PageRef at, NavigableMap<ItemKey, Optional<KeyedItem>> changes)
      throws StoreException {
    if (changes.isEmpty() || !fits) {
      return at;
    }
    if (at == null || !at.isInner()) {
      NavigableMap<ItemKey, KeyedItem> items = new TreeMap<>();
      if (at != null) {
        pages.load(at).items().forEach(item -> items.put(item.key(), item));
      }
      changes.forEach((key, item) -> change(items, key, item));
      return settle(prefix, at, items);
    }
    List<PageRef> children = new ArrayList<>();
    long count = 0;
    Iterator<PageRef> olds = pages.load(at).children().iterator();
    PageRef old = olds.next();
    for (int branch = 0; branch < PageLimits.BRANCHES; branch++) {
      PageRef before = old != null && old.branch() == branch ? old : null;
      old = before == null ? old : olds.hasNext() ? olds.next() : null;
      PageRef after =
          edit(PageRef.below(prefix, branch), before, branch(changes, prefix.size(), branch));
      if (after != null) {
        children.add(after);
        count += after.count();
      }
    }
    if (count > PageLimits.MAX_ITEMS) {
      return changed(at, Page.inner(prefix, children));
    }
    return settle(prefix, at, gathered(children));
  }

  private void change(
      NavigableMap<ItemKey, KeyedItem> items, ItemKey key, Optional<KeyedItem> item) {
    if (item.isPresent()) {
      items.put(key, item.get());
    } else if (items.remove(key) == null) {
      fits = false;
    }
  }

  /** Changes whose half octet at a depth is the given one: they stand side by side. */
  private static NavigableMap<ItemKey, Optional<KeyedItem>> branch(
      NavigableMap<ItemKey, Optional<KeyedItem>> changes, int depth, int branch) {
    ItemKey first = null;
    ItemKey last = null;
    for (ItemKey key : changes.keySet()) {
      if (key.nibble(depth) == branch) {
        first = first == null ? key : first;
        last = key;
      } else if (first != null) {
        break;
      }
    }
    return first == null || last == null
        ? new TreeMap<>()
        : changes.subMap(first, true, last, true);
  }

  /** At most 64 items that stood on several pages. */
  private NavigableMap<ItemKey, KeyedItem> gathered(List<PageRef> children) throws StoreException {
    NavigableMap<ItemKey, KeyedItem> items = new TreeMap<>();
    for (PageRef child : children) {
      Page page = made.remove(child.hash());
      for (KeyedItem item : (page == null ? pages.load(child) : page).items()) {
        items.put(item.key(), item);
      }
    }
    return items;
  }

  private @Nullable PageRef settle(
      Bytes prefix, @Nullable PageRef at, NavigableMap<ItemKey, KeyedItem> items)
      throws StoreException {
    if (items.isEmpty()) {
      return null;
    }
    if (items.size() <= PageLimits.MAX_ITEMS) {
      return changed(at, Page.leaf(prefix, new ArrayList<>(items.values())));
    }
    if (prefix.size() == PageLimits.MAX_DEPTH) {
      fits = false;
      return null;
    }
    List<PageRef> children = new ArrayList<>();
    for (int branch = 0; branch < PageLimits.BRANCHES; branch++) {
      int wanted = branch;
      NavigableMap<ItemKey, KeyedItem> below = new TreeMap<>();
      items.forEach(
          (key, item) -> {
            if (key.nibble(prefix.size()) == wanted) {
              below.put(key, item);
            }
          });
      PageRef child = settle(PageRef.below(prefix, branch), null, below);
      if (child != null) {
        children.add(child);
      }
    }
    return fits ? put(Page.inner(prefix, children)) : null;
  }

  private PageRef changed(@Nullable PageRef at, Page page) {
    return page.ref().equals(at) ? page.ref() : put(page);
  }

  private PageRef put(Page page) {
    made.put(page.ref().hash(), page);
    bytes += page.encoded().size();
    fits &= bytes <= MAX_BYTES;
    return page.ref();
  }
}
