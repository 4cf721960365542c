package io.scp2p.core.engine.share;

import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.crypto.SigningKey;

/**
 * Signs what goes beyond v1 with a version, such as a paged catalog, in the very batch that makes
 * the version visible. Called on the blocking executor.
 */
@FunctionalInterface
public interface VersionExtension {
  /** Adds nothing. */
  VersionExtension NONE = (share, items, shareKey, batch) -> {};

  /**
   * Adds rows of its own.
   *
   * @param share the version
   * @param items its items in path order; closed by the caller
   * @param shareKey must not be kept
   * @param batch what makes the version visible; more than some MiB had better be written before
   */
  void seal(PublishedShare share, ItemCursor items, SigningKey shareKey, StateBatch batch)
      throws StoreException;
}
