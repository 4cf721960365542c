package io.scp2p.api.share;

import io.scp2p.api.transfer.TransferHandle;

/**
 * A share being published: files are read and hashed, then the version is signed and announced.
 * Cancelled before that, nothing was published; a cancellation that comes later changes nothing,
 * and the publication completes.
 */
public interface Publication extends TransferHandle<Share> {
  /** {@return what was asked for} */
  SharePlan plan();
}
