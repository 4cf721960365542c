package io.scp2p.api.share;

import io.scp2p.api.transfer.TransferHandle;
import java.util.List;

/**
 * A share being published: files are read and hashed, then the version is signed and announced.
 * Cancelled before that, nothing was published; a cancellation that comes later changes nothing,
 * and the publication completes.
 */
public interface Publication extends TransferHandle<Share> {
  /** {@return what was asked for} */
  SharePlan plan();

  /**
   * What is in the folder and is not published, as far as it is known: all of it once this has
   * completed.
   *
   * @return the first of it, up to a thousand
   */
  List<SkippedFile> skipped();

  /** {@return how much is left out, beyond what is listed too} */
  long skippedCount();
}
