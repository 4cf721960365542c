package io.scp2p.core.engine.follow;

import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.engine.catalog.IndexProgress;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Has the search index repaired in the background, one repair at a time. */
final class IndexMender {
  private static final Logger LOG = System.getLogger(IndexMender.class.getName());

  private final Offload offload;
  private final CatalogStore catalog;
  private final IndexProgress progress;
  private boolean running;
  private boolean again;
  private boolean closed;

  /**
   * Repairs when {@link #mend} is called and when the index tells of damage.
   *
   * @param progress told on the executor
   */
  IndexMender(Loop loop, Offload offload, CatalogStore catalog, IndexProgress progress) {
    this.offload = offload;
    this.catalog = catalog;
    this.progress = progress;
    catalog.index().onDamage(() -> loop.post(this::mend));
  }

  /** Repairs what there is to repair; once more if asked while it runs. On the loop. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void mend() {
    if (running || closed) {
      again = running;
      return;
    }
    running = true;
    offload
        .call(
            () -> {
              catalog.mend(progress);
              return true;
            })
        .whenComplete(
            (done, failure) -> {
              running = false;
              boolean once = again && failure == null;
              again = false;
              if (failure != null && !closed) {
                // Tried again with the next version that cannot be indexed, or the next start.
                LOG.log(Level.WARNING, () -> "the index could not be repaired: " + failure);
              } else if (once) {
                mend();
              }
            });
  }

  void close() {
    closed = true;
  }
}
