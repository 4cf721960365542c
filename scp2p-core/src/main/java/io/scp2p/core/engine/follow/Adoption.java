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
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes what a look found the newest version here, from a manifest or from pages. May block; called
 * for one share at a time.
 */
final class Adoption {
  private static final System.Logger LOG = System.getLogger(Adoption.class.getName());
  private final CatalogStore catalog;
  private final PageStore pages;
  private List<ShareId> leftOvers = List.of();

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

  /** Notes for what pages were begun by an earlier run. To be called before this one begins any. */
  void noteLeftOvers() {
    try {
      leftOvers = pages.untidy();
    } catch (StoreException failure) {
      LOG.log(Level.WARNING, "pages of earlier runs are left for the next start", failure);
    }
  }

  /**
   * Which of these have a catalog. What an earlier run began for a share that is not followed is
   * cleared, unless it has a version: one of our own, published just before a crash, is in the
   * catalog only later.
   */
  Set<ShareId> paged(List<FollowPlan> plans) throws StoreException {
    Set<ShareId> followed = new HashSet<>();
    plans.forEach(plan -> followed.add(plan.link().shareId()));
    for (ShareId loose : leftOvers) {
      if (!followed.contains(loose)
          && catalog.newest(loose).isEmpty()
          && pages.root(loose).isEmpty()) {
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
