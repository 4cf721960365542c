package io.scp2p.core.engine.follow;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.ShareVersion;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.catalog.pages.SignedRoot;
import io.scp2p.core.engine.catalog.Adopted;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.engine.catalog.CatalogVersion;
import io.scp2p.core.engine.catalog.ItemSource;
import io.scp2p.core.engine.pages.PageStore;
import io.scp2p.core.protocol.sync.SyncOutcome;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes what a look found the newest version here, from a manifest or from pages. May block; called
 * for one share at a time.
 */
final class Adoption {
  private final CatalogStore catalog;
  private final PageStore pages;

  Adoption(CatalogStore catalog, PageStore pages) {
    this.catalog = catalog;
    this.pages = pages;
  }

  Adopted adopt(SyncOutcome.Adopt found) throws StoreException {
    CatalogVersion version = CatalogVersion.of(found.head(), found.manifest());
    SignedRoot root = found.root();
    if (root == null) {
      ItemSource items = ItemSource.of(found.manifest().manifest().body().items());
      return catalog.adopt(version, items, false);
    }
    try {
      PageStore.Next next = pages.next(root);
      Long seq = catalog.newest(version.share()).map(ShareVersion::sequence).orElse(null);
      Adopted adopted = catalog.adopt(version, next.items(seq), false, next::addTo);
      pages.tidy(version.share());
      return adopted;
    } catch (StoreException | UncheckedIOException failure) {
      pages.mend(version.share(), failure);
      throw failure;
    }
  }

  /** Which of these have a catalog. What was begun for a share that is not followed is cleared. */
  Set<ShareId> paged(List<FollowPlan> plans) throws StoreException {
    Set<ShareId> followed = new HashSet<>();
    plans.forEach(plan -> followed.add(plan.link().shareId()));
    for (ShareId loose : pages.untidy()) {
      if (!followed.contains(loose) && catalog.newest(loose).isEmpty()) {
        pages.forget(loose);
      }
    }
    Set<ShareId> paged = new HashSet<>();
    for (ShareId share : followed) {
      if (pages.root(share).isPresent()) {
        paged.add(share);
      }
    }
    return paged;
  }

  /** Forgets a share that is not this node's own. */
  void forget(ShareId share) throws StoreException {
    if (!catalog.isOwn(share)) {
      catalog.remove(share);
      pages.forget(share);
    }
  }
}
