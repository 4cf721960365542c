package io.scp2p.core.protocol.sync;

import io.scp2p.api.error.ErrorCode;

/** How a look for a newer version ended. */
public sealed interface SyncOutcome {
  /** There is a newer version, and here it is. */
  record Adopt(VerifiedHead head, VerifiedManifest manifest) implements SyncOutcome {}

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
