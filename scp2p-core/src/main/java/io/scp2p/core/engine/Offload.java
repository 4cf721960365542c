package io.scp2p.core.engine;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs what may block (disk, store, hashing, signatures) away from the loop and brings the outcome
 * back to it. Whoever calls has a bound of its own on how much it has running.
 */
public final class Offload {
  private final Loop loop;
  private final Executor executor;

  /**
   * Takes work for one node.
   *
   * @param executor may block; bounded in threads
   */
  public Offload(Loop loop, Executor executor) {
    this.loop = loop;
    this.executor = executor;
  }

  /**
   * Runs {@code work} on the executor. May be called from any thread; but only what is attached to
   * the outcome on the loop is sure to run there. From elsewhere the outcome may have come before
   * anything was attached, which then runs at once on the caller's thread.
   *
   * @return completes on the loop, with what the work returned or with the very exception it threw;
   *     cancelling it does not interrupt the work
   */
  public <T> CompletableFuture<T> call(Callable<T> work) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    try {
      executor.execute(() -> work(work, outcome));
    } catch (RejectedExecutionException closed) {
      loop.post(() -> outcome.completeExceptionally(closed));
    }
    return outcome;
  }

  // Also errors: whoever waits for the outcome must not wait for ever because the work had a bug.
  private <T> void work(Callable<T> work, CompletableFuture<T> outcome) {
    try {
      T value = work.call();
      loop.post(() -> outcome.complete(value));
    } catch (Throwable failure) {
      loop.post(() -> outcome.completeExceptionally(failure));
    }
  }
}
