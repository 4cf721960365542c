package io.scp2p.core.protocol.catalog;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.catalog.pages.CatalogChanges;
import io.scp2p.core.catalog.pages.Page;
import io.scp2p.core.catalog.pages.SignedRoot;
import io.scp2p.core.protocol.sync.VerifiedHead;
import io.scp2p.core.protocol.sync.VerifiedManifest;
import io.scp2p.core.wire.record.Manifest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an answer of a peer comes to. */
public sealed interface CatalogFinding {
  /** The peer does not have it. */
  record Nothing() implements CatalogFinding {}

  /** No answer. */
  record Unanswered(ErrorCode why) implements CatalogFinding {}

  /** Something no honest node answers. */
  record Wrong(ErrorCode what) implements CatalogFinding {}

  /** Signed or named by its publisher, but not to be adopted: everybody would send the same. */
  record Unusable(ErrorCode why) implements CatalogFinding {}

  /**
   * A version whose head and root the key of the share has signed.
   *
   * @param skeleton its manifest without items
   * @param outline its manifest, if that has no items anyway; else null
   * @param changes a claim, or null
   */
  record Offer(
      VerifiedHead head,
      SignedRoot root,
      Manifest skeleton,
      @Nullable VerifiedManifest outline,
      @Nullable CatalogChanges changes)
      implements CatalogFinding {}

  /**
   * The first of the pages that were asked for, each exactly what was asked for.
   *
   * @param gone whether the next one is not there any more
   */
  record Some(List<Page> pages, boolean gone) implements CatalogFinding {
    /** Copies the list. */
    public Some {
      pages = List.copyOf(pages);
    }
  }
}
