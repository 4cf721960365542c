package io.scp2p.core.engine.node;

import io.scp2p.api.spi.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a node as they are closed: each of them whatever has become of the others, for a
 * store that stays open keeps the home locked. Thread-safe.
 */
final class Closing {
  private static final System.Logger LOG = System.getLogger(Closing.class.getName());

  private @Nullable Throwable failure;

  /** Closes one part. */
  void step(Runnable part) {
    try {
      part.run();
    } catch (RuntimeException | Error bug) {
      failed(bug);
    }
  }

  private synchronized void failed(Throwable bug) {
    if (failure == null) {
      failure = bug;
    } else if (failure != bug) {
      failure.addSuppressed(bug);
    }
  }

  /** Closes a part that takes a while, but not for longer than so many seconds. */
  void await(String what, Supplier<CompletableFuture<Void>> part, long seconds) {
    step(() -> await(what, part.get(), seconds));
  }

  private static void await(String what, CompletableFuture<Void> part, long seconds) {
    boolean interrupted = false;
    TimeSource time = TimeSource.system();
    long until = time.nanos() + TimeUnit.SECONDS.toNanos(seconds);
    while (!part.isDone() && time.nanos() - until < 0) {
      try {
        part.get(until - time.nanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (TimeoutException e) {
        LOG.log(System.Logger.Level.WARNING, "closing " + what + " takes too long; it is left");
        break;
      } catch (ExecutionException e) {
        LOG.log(System.Logger.Level.WARNING, "closing " + what + " did not end well", e);
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Everything is closed: says in the log what went wrong. */
  synchronized void report() {
    if (failure != null) {
      LOG.log(System.Logger.Level.ERROR, "a part of a node did not close well", failure);
    }
  }

  /** Everything is closed: throws the first of what went wrong, and the others with it. */
  synchronized void end() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }
}
