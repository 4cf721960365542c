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
  /**
   * Pieces of {@linkplain #callLong long work} that run at a time: a disk is read no faster by more
   * of them, and half of the smallest pool of a node stays free for what is short.
   */
  public static final int MAX_LONG = 2;

  private final Loop loop;
  private final Executor executor;
  private final LongWork longWork;

  /**
   * Takes work for one node.
   *
   * @param executor may block; bounded in threads
   */
  public Offload(Loop loop, Executor executor) {
    this.loop = loop;
    this.executor = executor;
    this.longWork = new LongWork(executor, MAX_LONG);
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

  /**
   * The same for what may read or hash a whole file, of which no more than {@link #MAX_LONG} run at
   * a time: what is short must not stand behind it.
   */
  public <T> CompletableFuture<T> callLong(Callable<T> work) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    longWork.add(
        outcome,
        () -> work(work, outcome),
        closed -> loop.post(() -> outcome.completeExceptionally(closed)));
    return outcome;
  }

  /**
   * Runs long work at once that has become short, because nobody wants its result any more.
   * Harmless if it has begun.
   */
  public void hurry(CompletableFuture<?> outcome) {
    longWork.hurry(outcome);
  }

  /**
   * Whether work failed only because the node was closed before it could begin, which is nothing to
   * be warned of.
   */
  public static boolean wasClosed(Throwable failure) {
    return Failures.cause(failure) instanceof RejectedExecutionException;
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
