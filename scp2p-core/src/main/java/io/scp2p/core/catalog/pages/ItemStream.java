package io.scp2p.core.catalog.pages;

import io.scp2p.api.spi.StoreException;
import org.jspecify.annotations.Nullable;

/** Items in the strict order of their keys, one at a time. */
@FunctionalInterface
public interface ItemStream {
  /** The next item, or null after the last. */
  @Nullable KeyedItem next() throws StoreException;
}
