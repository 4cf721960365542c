package io.scp2p.core.engine.pages;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.catalog.pages.Page;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.catalog.pages.PageSource;
import io.scp2p.core.catalog.pages.SignedRoot;
import io.scp2p.core.wire.Bytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Removes the pages of a share that its newest version does not have. A page says where it stands,
 * so each is looked for there; nothing is held in memory. Begun again, it goes on with the rest.
 */
final class PageScrub {
  private static final int BATCH = 1_000;

  private final PageStore store;

  PageScrub(PageStore store) {
    this.store = store;
  }

  void run(ShareId share) throws StoreException {
    Loose loose = store.loose(share).orElse(new Loose(Loose.UNKNOWN, Loose.State.SCRUBBING));
    store.put(share, new Loose(loose.root(), Loose.State.SCRUBBING));
    Optional<SignedRoot> root = store.root(share);
    PageRef from = root.isEmpty() ? null : root.get().root().ref();
    PageSource pages = store.source(share);
    try (StateCursor rows = store.state().scan(PageTables.PAGES, share.bytes())) {
      StateBatch batch = new StateBatch();
      while (rows.next()) {
        if (from == null || !stands(pages, from, PageStore.decode(rows.value()))) {
          batch.delete(PageTables.PAGES, rows.key());
        }
        if (batch.changes().size() == BATCH) {
          store.state().apply(batch, Durability.PROCESS);
          batch = new StateBatch();
        }
      }
      // The mark goes with the last of them: what it says of the others must be true by then.
      batch.delete(PageTables.LOOSE, share.bytes());
      store.state().apply(batch, Durability.POWER);
    }
  }

  private static boolean stands(PageSource pages, PageRef root, Page page) throws StoreException {
    Bytes prefix = page.ref().prefix();
    PageRef at = root;
    while (at != null && at.prefix().size() < prefix.size() && at.isInner()) {
      at = towards(pages.load(at), prefix);
    }
    return page.ref().equals(at);
  }

  private static @Nullable PageRef towards(Page page, Bytes prefix) {
    for (PageRef child : page.children()) {
      if (prefix.slice(0, child.prefix().size()).equals(child.prefix())) {
        return child;
      }
    }
    return null;
  }
}
