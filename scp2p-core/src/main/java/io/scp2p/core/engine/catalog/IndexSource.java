package io.scp2p.core.engine.catalog;

import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.StoreException;

/** Where the search index comes from. May block. */
public interface IndexSource {
  /** Whether there is to be an index; without one, nothing is brought to it. */
  default boolean isEnabled() {
    return true;
  }

  /**
   * Opens what is there.
   *
   * @throws StoreException with {@link StoreException.Reason#CORRUPT} if it has to be made anew
   */
  SearchIndex open() throws StoreException;

  /** Throws away what is there, which was closed before, and opens an empty index. */
  SearchIndex reset() throws StoreException;
}
