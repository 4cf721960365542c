package io.scp2p.core.engine.download;

import io.scp2p.core.engine.Offload;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What one download writes about itself: one piece of work after another, in the order in which it
 * was given. On several threads at once an older row could overwrite a newer one, and a cancelled
 * download would be back at the next start. Lives on the loop.
 */
final class RowLane {
  private final Offload offload;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean busy;

  RowLane(Offload offload) {
    this.offload = offload;
  }

  /**
   * Work for when everything before it is done.
   *
   * @param work asked for on the loop when its turn has come, so that it writes what is so then
   */
  <T> void run(Supplier<Callable<T>> work, Consumer<T> then, Consumer<Throwable> failed) {
    waiting.add(() -> begin(work.get(), then, failed));
    next();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private <T> void begin(Callable<T> work, Consumer<T> then, Consumer<Throwable> failed) {
    busy = true;
    offload
        .call(work)
        .whenComplete(
            (value, failure) -> {
              busy = false;
              try {
                if (failure == null) {
                  then.accept(value);
                } else {
                  failed.accept(failure);
                }
              } finally {
                next();
              }
            });
  }

  private void next() {
    while (!busy && !waiting.isEmpty()) {
      waiting.remove().run();
    }
  }
}
