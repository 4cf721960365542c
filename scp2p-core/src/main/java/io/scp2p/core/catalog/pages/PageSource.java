package io.scp2p.core.catalog.pages;

import io.scp2p.api.spi.StoreException;

/** Where the pages of a tree are read. */
@FunctionalInterface
public interface PageSource {
  /** A page that is known to be there, exactly as the reference says. */
  Page load(PageRef ref) throws StoreException;
}
