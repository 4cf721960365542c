package io.scp2p.core.catalog.pages;

import io.scp2p.api.spi.StoreException;

/** Where the pages of a tree are written: whatever is below a page comes before it. */
@FunctionalInterface
public interface PageSink {
  /** Takes one page. */
  void put(Page page) throws StoreException;
}
