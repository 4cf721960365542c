package io.scp2p.core.engine;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateStore;

/**
 * Writes rows that nobody waits for; what cannot be kept is forgotten when the node starts anew.
 */
public final class RowWriter {
  private static final System.Logger LOG = System.getLogger(RowWriter.class.getName());

  private final StateStore store;
  private final Offload offload;
  private final String what;

  /**
   * A writer.
   *
   * @param what the rows are, for the log, as in "members"
   */
  public RowWriter(StateStore store, Offload offload, String what) {
    this.store = store;
    this.offload = offload;
    this.what = what;
  }

  /** Writes soon, in no order with other batches; a failure goes to the log. */
  @SuppressWarnings("FutureReturnValueIgnored")
  public void write(StateBatch batch) {
    if (batch.changes().isEmpty()) {
      return;
    }
    offload
        .call(
            () -> {
              store.apply(batch, Durability.PROCESS);
              return true;
            })
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.log(System.Logger.Level.WARNING, what + " could not be stored", failure);
              }
            });
  }
}
