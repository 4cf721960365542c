package io.scp2p.core.engine;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Work that may read or hash a whole file. Only so much of it is given to the executor at a time:
 * it takes all in turn, and what peers and callers wait for would stand behind minutes of hashing.
 * Safe for all threads; whoever gives work bounds how much of it waits.
 */
final class LongWork {
  private final Executor executor;
  private final int atOnce;
  private final Queue<Piece> waiting = new ArrayDeque<>();
  private int running;

  /** What is to be done, and what if the executor takes nothing any more. */
  private record Piece(
      CompletableFuture<?> outcome, Runnable work, Consumer<RejectedExecutionException> rejected) {}

  LongWork(Executor executor, int atOnce) {
    this.executor = executor;
    this.atOnce = atOnce;
  }

  /**
   * Runs a piece of work when its turn has come.
   *
   * @param outcome of the piece, by which it can be {@linkplain #hurry hurried}
   * @param rejected called instead if the executor takes nothing any more
   */
  void add(
      CompletableFuture<?> outcome, Runnable work, Consumer<RejectedExecutionException> rejected) {
    Piece piece = new Piece(outcome, work, rejected);
    synchronized (this) {
      if (running == atOnce) {
        waiting.add(piece);
        return;
      }
      running++;
    }
    begin(piece);
  }

  /** Does not let a piece wait any longer, as it will be short: nobody wants it any more. */
  void hurry(CompletableFuture<?> outcome) {
    Piece hurried = remove(outcome);
    if (hurried != null) {
      execute(hurried, hurried.work);
    }
  }

  private synchronized @Nullable Piece remove(CompletableFuture<?> outcome) {
    for (Piece piece : waiting) {
      if (piece.outcome == outcome) {
        waiting.remove(piece);
        return piece;
      }
    }
    return null;
  }

  private void begin(@Nullable Piece piece) {
    for (Piece next = piece; next != null; next = end()) {
      Piece current = next;
      if (execute(current, () -> run(current))) {
        return;
      }
    }
  }

  private boolean execute(Piece piece, Runnable work) {
    try {
      executor.execute(work);
      return true;
    } catch (RejectedExecutionException closed) {
      piece.rejected.accept(closed);
      return false;
    }
  }

  private void run(Piece piece) {
    try {
      piece.work.run();
    } finally {
      begin(end());
    }
  }

  /** The place of a piece goes to the next, if there is one. */
  private synchronized @Nullable Piece end() {
    Piece next = waiting.poll();
    if (next == null) {
      running--;
    }
    return next;
  }
}
