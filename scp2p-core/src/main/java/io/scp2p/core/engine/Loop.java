package io.scp2p.core.engine;

import io.scp2p.api.spi.TimeSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Runs actions one at a time, in the order in which they were posted. */
public interface Loop {
  /**
   * Runs {@code action} soon. May be called from any thread; never blocks. Whoever posts has a
   * bound of its own: read credit for a connection, a queue limit for an executor. What comes after
   * the loop has ended is dropped, not kept: whoever posts may outlive the node.
   */
  void post(Runnable action);

  /**
   * Runs {@code action} once the monotonic clock has reached {@code deadlineNanos}. Only for code
   * that runs on the loop.
   *
   * @return cancels the action if it has not run yet
   */
  Timer at(long deadlineNanos, Runnable action);

  /**
   * Begins work on the loop. May be called from any thread.
   *
   * @return completes as the work does, on the loop, and also with an error that it throws: whoever
   *     waits for it must not wait for ever because of a bug
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  default <T> CompletableFuture<T> call(Callable<CompletableFuture<T>> work) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    post(
        () -> {
          try {
            work.call()
                .whenComplete(
                    (value, failure) -> {
                      if (failure == null) {
                        outcome.complete(value);
                      } else {
                        outcome.completeExceptionally(failure);
                      }
                    });
          } catch (Throwable failure) {
            outcome.completeExceptionally(failure);
          }
        });
    return outcome;
  }

  /** The clocks this loop lives by. */
  TimeSource time();

  /** An action that is still to come. */
  @FunctionalInterface
  interface Timer {
    /** Harmless when the action has run or was cancelled before. Only on the loop. */
    void cancel();
  }
}
