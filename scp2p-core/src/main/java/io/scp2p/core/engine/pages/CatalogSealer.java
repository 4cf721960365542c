package io.scp2p.core.engine.pages;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.catalog.ManifestLimits;
import io.scp2p.core.catalog.pages.CatalogChanges;
import io.scp2p.core.catalog.pages.CatalogRoot;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.catalog.pages.SignedRoot;
import io.scp2p.core.catalog.pages.TreeEdit;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.share.ItemCursor;
import io.scp2p.core.engine.share.PublishedShare;
import io.scp2p.core.engine.share.ShareStore;
import io.scp2p.core.engine.share.VersionExtension;
import io.scp2p.core.wire.record.ShareItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes and signs the pages of a version that this node publishes. An update writes the pages on
 * the way to what changed; the first version, and one that changes much, writes all.
 */
public final class CatalogSealer implements VersionExtension {
  private final PageStore pages;
  private final ShareStore shares;

  /** Reads items of earlier versions from {@code shares}. */
  public CatalogSealer(PageStore pages, ShareStore shares) {
    this.pages = pages;
    this.shares = shares;
  }

  /** The same items, as often as one likes. */
  @FunctionalInterface
  private interface Items {
    ItemCursor open() throws StoreException;
  }

  @Override
  public void seal(PublishedShare share, ItemCursor items, SigningKey shareKey, StateBatch batch)
      throws StoreException {
    Items again = reopening(share, items);
    PageStore.Next next;
    try {
      next = next(share, again, shareKey);
    } catch (StoreException failure) {
      if (failure.reason() != StoreException.Reason.CORRUPT) {
        throw failure;
      }
      // Pages say nothing that the items do not: they can be made anew.
      pages.forget(share.id());
      next = next(share, again, shareKey);
    }
    next.addTo(batch);
  }

  private PageStore.Next next(PublishedShare share, Items items, SigningKey shareKey)
      throws StoreException {
    pages.tidy(share.id());
    PageRef root = tree(share, items);
    return pages.next(
        SignedRoot.sign(
            new CatalogRoot(share.id(), share.seq(), share.manifestId(), root.count(), root.hash()),
            shareKey));
  }

  /** What would fit a manifest is in memory and not yet in the store. */
  private Items reopening(PublishedShare share, ItemCursor items) throws StoreException {
    List<ShareItem> few = new ArrayList<>();
    ShareItem item = items.next();
    while (item != null && few.size() < ManifestLimits.MAX_ITEMS) {
      few.add(item);
      item = items.next();
    }
    return item == null ? () -> ItemCursor.of(few) : () -> shares.items(share.id(), share.seq());
  }

  private PageRef tree(PublishedShare share, Items items) throws StoreException {
    ShareId id = share.id();
    Optional<SignedRoot> base = pages.root(id);
    if (base.isPresent() && base.get().root().seq() == share.previousSeq()) {
      PageRef from = base.get().root().ref();
      Optional<TreeEdit.Edited> edited = edited(share, from, items);
      if (edited.isPresent()) {
        pages.begin(id, edited.get().root().hash());
        pages.keep(id, edited.get().made());
        return edited.get().root();
      }
    }
    try (ItemCursor all = items.open()) {
      return new TreeWriter(pages, id).write(all);
    }
  }

  private Optional<TreeEdit.Edited> edited(PublishedShare share, PageRef from, Items items)
      throws StoreException {
    Optional<CatalogChanges> changes;
    try (ItemCursor olds = shares.items(share.id(), share.previousSeq());
        ItemCursor news = items.open()) {
      changes = ItemMerge.of(olds, news);
    }
    return changes.isEmpty()
        ? Optional.empty()
        : TreeEdit.apply(pages.source(share.id()), from, changes.get());
  }
}
