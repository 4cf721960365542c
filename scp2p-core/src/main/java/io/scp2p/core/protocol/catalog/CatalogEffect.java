package io.scp2p.core.protocol.catalog;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.catalog.pages.CatalogChanges;
import io.scp2p.core.catalog.pages.CatalogRoot;
import io.scp2p.core.catalog.pages.Page;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.protocol.sync.CatalogOutcome;
import io.scp2p.core.wire.record.Manifest;
import java.util.List;

/** What an attempt to get a catalog wants done. Every number is answered once. */
public sealed interface CatalogEffect {
  /** Ask with 680; check with {@link OfferCheck}. */
  record AskCatalog(long ask, NodeKey peer) implements CatalogEffect {}

  /** Ask with 682; check with {@link PagesCheck}. */
  record AskPages(long ask, NodeKey peer, List<PageRef> pages) implements CatalogEffect {
    /** Copies the list. */
    public AskPages {
      pages = List.copyOf(pages);
    }
  }

  /** From now on pages of this root are written. */
  record Target(CatalogRoot root) implements CatalogEffect {}

  /** Apply changes to what is here, and keep the pages if they lead to the root. */
  record Apply(long work, CatalogRoot root, CatalogChanges changes) implements CatalogEffect {}

  /** See which pages are here. */
  record Examine(long work, List<PageRef> pages) implements CatalogEffect {
    /** Copies the list. */
    public Examine {
      pages = List.copyOf(pages);
    }
  }

  /**
   * Write pages, durably, after all that were to be kept before: a page that is here has everything
   * below it.
   */
  record Keep(long work, List<Page> pages) implements CatalogEffect {
    /** Copies the list. */
    public Keep {
      pages = List.copyOf(pages);
    }
  }

  /** Put the items of a small version, all of which are here, back into its manifest. */
  record Assemble(long work, CatalogFinding.Offer offer) implements CatalogEffect {
    /** The manifest without items. */
    public Manifest skeleton() {
      return offer.skeleton();
    }
  }

  /** A peer sent what no honest node sends. */
  record Lied(NodeKey peer, ErrorCode what) implements CatalogEffect {}

  /** The attempt is over; nothing comes after it. */
  record Done(CatalogOutcome outcome) implements CatalogEffect {}
}
