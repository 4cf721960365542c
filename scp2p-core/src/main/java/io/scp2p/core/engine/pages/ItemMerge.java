package io.scp2p.core.engine.pages;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.catalog.pages.CatalogChanges;
import io.scp2p.core.catalog.pages.ItemKey;
import io.scp2p.core.catalog.pages.KeyedItem;
import io.scp2p.core.catalog.pages.ManifestSkeleton;
import io.scp2p.core.engine.share.ItemCursor;
import io.scp2p.core.wire.record.ShareItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What changed from one version to the next, found by walking over both in the order of paths. It
 * gives up if that is too much, or if one of them is not in order.
 */
final class ItemMerge {
  private final ItemCursor olds;
  private final ItemCursor news;
  private final Map<ItemKey, KeyedItem> removed = new LinkedHashMap<>();
  private final Map<ItemKey, KeyedItem> added = new LinkedHashMap<>();
  private @Nullable ShareItem before;
  private @Nullable ShareItem after;
  private boolean inOrder = true;

  private ItemMerge(ItemCursor olds, ItemCursor news) {
    this.olds = olds;
    this.news = news;
  }

  static Optional<CatalogChanges> of(ItemCursor olds, ItemCursor news) throws StoreException {
    return new ItemMerge(olds, news).run();
  }

  private Optional<CatalogChanges> run() throws StoreException {
    before = olds.next();
    after = news.next();
    while (inOrder && (before != null || after != null)) {
      ShareItem old = before;
      ShareItem now = after;
      int order = old == null ? 1 : now == null ? -1 : ManifestSkeleton.ORDER.compare(old, now);
      if (!Objects.equals(old, now)) {
        note(order <= 0 ? old : null, order >= 0 ? now : null);
      }
      if (removed.size() + added.size() > CatalogChanges.MAX_CHANGES) {
        return Optional.empty();
      }
      before = order <= 0 ? step(olds, old) : old;
      after = order >= 0 ? step(news, now) : now;
    }
    if (!inOrder) {
      return Optional.empty();
    }
    List<ItemKey> gone = new ArrayList<>(removed.keySet());
    gone.removeAll(added.keySet());
    return Optional.of(new CatalogChanges(gone, new ArrayList<>(added.values())));
  }

  private void note(@Nullable ShareItem old, @Nullable ShareItem now) {
    if (old != null) {
      KeyedItem item = KeyedItem.of(old);
      removed.put(item.key(), item);
    }
    if (now != null) {
      KeyedItem item = KeyedItem.of(now);
      added.put(item.key(), item);
    }
  }

  private @Nullable ShareItem step(ItemCursor items, @Nullable ShareItem last)
      throws StoreException {
    ShareItem next = items.next();
    inOrder &= last == null || next == null || ManifestSkeleton.ORDER.compare(last, next) < 0;
    return next;
  }
}
