package io.scp2p.core.protocol.sync;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.catalog.pages.SignedRoot;

/** How an attempt to get a catalog ended. */
public sealed interface CatalogOutcome {
  /** All pages of a version are here. */
  record Complete(VerifiedHead head, VerifiedManifest manifest, SignedRoot root)
      implements CatalogOutcome {}

  /** Nobody has a catalog, or not one that helps; a manifest may do. */
  record Nothing() implements CatalogOutcome {}

  /**
   * There is a catalog, and it could not be had. What arrived is kept for the next attempt.
   *
   * @param why the reason that tells most
   */
  record Failed(ErrorCode why) implements CatalogOutcome {}
}
