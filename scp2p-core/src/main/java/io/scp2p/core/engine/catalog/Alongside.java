package io.scp2p.core.engine.catalog;

import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StoreException;

/** Rows of others that change in the very batch that makes a version the newest. */
@FunctionalInterface
public interface Alongside {
  /** No rows. */
  Alongside NOTHING = batch -> {};

  /** Adds them. */
  void addTo(StateBatch batch) throws StoreException;
}
