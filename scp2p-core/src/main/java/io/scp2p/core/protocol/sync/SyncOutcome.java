package io.scp2p.core.protocol.sync;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.catalog.pages.SignedRoot;
import org.jspecify.annotations.Nullable;

/** How a look for a newer version ended. */
public sealed interface SyncOutcome {
  /**
   * There is a newer version, and here it is.
   *
   * @param root where the pages with its items are; null if the manifest has them all
   */
  record Adopt(VerifiedHead head, VerifiedManifest manifest, @Nullable SignedRoot root)
      implements SyncOutcome {
    /** A version whose items are in its manifest. */
    public Adopt(VerifiedHead head, VerifiedManifest manifest) {
      this(head, manifest, null);
    }
  }

  /**
   * What is here is the newest.
   *
   * @param head which says so; possibly signed later than the one that is kept
   */
  record UpToDate(VerifiedHead head) implements SyncOutcome {}

  /**
   * Nothing can be said, or nothing newer can be had. What is here stays.
   *
   * @param why the reason that tells most
   */
  record Failed(ErrorCode why) implements SyncOutcome {}
}
