package io.scp2p.store.migration;

import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;

/** One step from a version of the tables to the next. */
public interface Migration {
  /** {@return the version after this step} */
  int version();

  /**
   * Does the step, or does it again from the beginning if the last attempt was interrupted.
   *
   * <p>What is added to {@code last} happens together with the new version, or not at all. A step
   * too large for one batch writes to the store itself before; it must then leave what it reads
   * alone until {@code last}, so that repeating it comes to the same.
   *
   * @param store with the tables of the version before
   * @param last what is applied together with the new version
   * @throws StoreException if the store fails; the step is then repeated at the next opening
   */
  void run(StateStore store, StateBatch last) throws StoreException;
}
