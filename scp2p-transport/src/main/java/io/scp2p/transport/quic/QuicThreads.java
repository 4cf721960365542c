package io.scp2p.transport.quic;

import io.scp2p.api.spi.TimeSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * All threads of one transport, the library's included: it is only ever called from threads of this
 * group, so those that it starts belong to the group as well and can be counted.
 */
final class QuicThreads {
  /**
   * More than can be busy at once: a reader and a writer for each stream of each side, and a few
   * for each connection. The pool has no queue, because its tasks block.
   */
  static final int MAX_POOLED = QuicLimits.MAX_CONNECTIONS * (4 * QuicLimits.ANNOUNCED_STREAMS + 4);

  private static final long KEEP_SECONDS = 5;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /**
   * Groups of transports that are closed. Before Java 19 a group stays with its parent for ever, so
   * they are used again.
   */
  private static final Queue<ThreadGroup> FREE = new ConcurrentLinkedQueue<>();

  private final ThreadGroup group = group();
  private final AtomicBoolean released = new AtomicBoolean();
  private final ThreadPoolExecutor pool =
      new ThreadPoolExecutor(
          0,
          MAX_POOLED,
          KEEP_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> daemon("scp2p-quic-stream", task)) {
        @Override
        protected void afterExecute(Runnable task, Throwable failure) {
          // The library wakes threads by interrupting them; the next task must not feel it.
          Thread.interrupted();
        }
      };

  private static ThreadGroup group() {
    for (ThreadGroup group : List.copyOf(FREE)) {
      if (group.activeCount() == 0 && FREE.remove(group)) {
        return group;
      }
    }
    // Of the topmost group: it outlives whoever makes the transport.
    ThreadGroup top = Thread.currentThread().getThreadGroup();
    while (top.getParent() != null) {
      top = top.getParent();
    }
    return new ThreadGroup(top, "scp2p-quic");
  }

  private Thread daemon(String name, Runnable body) {
    Thread thread = new Thread(group, body, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Runs something on a thread of its own. */
  Thread start(String name, Runnable body) {
    Thread thread = daemon(name, body);
    thread.start();
    return thread;
  }

  /**
   * Runs something on a thread of its own and says what came of it. That includes an {@link Error},
   * a class that is missing for instance: nobody would ever hear of it otherwise.
   */
  <T> CompletableFuture<T> call(String name, Callable<T> body) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    start(
        name,
        () -> {
          try {
            outcome.complete(body.call());
          } catch (Throwable failure) {
            outcome.completeExceptionally(failure);
          }
        });
    return outcome;
  }

  /** Runs something that may block on a pooled thread; false once the transport is closed. */
  boolean execute(Runnable task) {
    try {
      pool.execute(task);
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    }
  }

  /** Whether the caller is one of these threads. */
  boolean isOneOfThem(Thread thread) {
    ThreadGroup its = thread.getThreadGroup();
    return its != null && group.parentOf(its);
  }

  /** How many there are now. */
  int alive() {
    return group.activeCount();
  }

  /** Ends the pool. Another transport may have the group once its last thread has ended. */
  void shutdown() {
    pool.shutdownNow();
    if (!released.getAndSet(true)) {
      FREE.add(group);
    }
  }

  /** Waits until no thread is left; false if some still are at the deadline. */
  boolean awaitNone(long deadlineNanos) {
    while (alive() > 0) {
      if (TimeSource.system().nanos() - deadlineNanos >= 0) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }
}
