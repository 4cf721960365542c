package io.scp2p.core.engine;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes rows that nobody waits for; what cannot be kept is forgotten when the node starts anew.
 */
public final class RowWriter {
  private static final System.Logger LOG = System.getLogger(RowWriter.class.getName());

  private final StateStore store;
  private final Offload offload;
  private final String what;
  private final ConcurrentLinkedQueue<StateBatch> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unwritten = new AtomicInteger();

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

  /**
   * Writes soon, after what was passed before: the last word on a row is what stays. A failure goes
   * to the log. May be called from any thread.
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  public void write(StateBatch batch) {
    if (batch.changes().isEmpty()) {
      return;
    }
    waiting.add(batch);
    offload
        .call(
            () -> {
              writeWhatWaits();
              return true;
            })
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.log(System.Logger.Level.WARNING, what + " could not be stored", failure);
              }
            });
  }

  /** By one thread at a time; whoever comes meanwhile leaves its batch to that one. */
  private void writeWhatWaits() throws Exception {
    if (unwritten.getAndIncrement() > 0) {
      return;
    }
    Exception failure = null;
    int seen = 1;
    do {
      StateBatch next;
      while ((next = waiting.poll()) != null) {
        try {
          store.apply(next, Durability.PROCESS);
        } catch (StoreException
            | RuntimeException e) { // One that ended this would end all writing.
          failure = e;
        }
      }
      seen = unwritten.addAndGet(-seen);
    } while (seen > 0);
    if (failure != null) {
      throw failure;
    }
  }
}
