package io.scp2p.core.protocol.catalog;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.protocol.sync.VerifiedManifest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an attempt to get a catalog is told. Work is named by the number from its effect. */
public sealed interface CatalogInput {
  /** Whom to ask, best first. Once, and before anything else. */
  record Start(List<NodeKey> peers) implements CatalogInput {
    /** Copies the list. */
    public Start {
      peers = List.copyOf(peers);
    }
  }

  /** What came of a question. */
  record Answered(long ask, CatalogFinding finding) implements CatalogInput {}

  /** Whether changes lead to the root that was signed; if so all pages of it are here. */
  record Applied(long work, boolean good) implements CatalogInput {}

  /** Which of some pages are not here with all that is below them. */
  record Examined(long work, List<PageRef> missing) implements CatalogInput {
    /** Copies the list. */
    public Examined {
      missing = List.copyOf(missing);
    }
  }

  /** Pages are durable. */
  record Kept(long work) implements CatalogInput {}

  /** The manifest with all items, or null if it could not be made. */
  record Assembled(long work, @Nullable VerifiedManifest manifest) implements CatalogInput {}

  /** The store does not do what it should. */
  record StoreFailed() implements CatalogInput {}

  /** Nobody is interested any more. */
  record Cancelled() implements CatalogInput {}
}
