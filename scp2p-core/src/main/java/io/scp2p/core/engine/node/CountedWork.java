package io.scp2p.core.engine.node;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes work on to an executor, perhaps one of the host, and knows when the last of it has ended:
 * stores are not closed under work that reads them. Without a lock: the loop hands its work over
 * here, and must not wait for a worker that is just done.
 */
final class CountedWork implements Executor {
  /** Added to the count when no more is taken: negative from then on, whatever is still pending. */
  private static final long CLOSED = Long.MIN_VALUE;

  private final Executor executor;
  private final Set<Thread> working = ConcurrentHashMap.newKeySet();
  private final AtomicLong pending = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);

  CountedWork(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable work) {
    begun();
    boolean taken = false;
    try {
      executor.execute(() -> run(work));
      taken = true;
    } finally {
      if (!taken) {
        done();
      }
    }
  }

  private void begun() {
    if (pending.incrementAndGet() < 0) {
      done();
      throw new RejectedExecutionException("the node is closed");
    }
  }

  private void run(Runnable work) {
    working.add(Thread.currentThread());
    try {
      work.run();
    } finally {
      working.remove(Thread.currentThread());
      done();
    }
  }

  private void done() {
    if (pending.decrementAndGet() == CLOSED) {
      ended.countDown();
    }
  }

  /** Whether the calling thread is doing such work. */
  boolean isWorker() {
    return working.contains(Thread.currentThread());
  }

  /** Takes no more, and waits for what was taken; false if that takes longer than the limit. */
  boolean finish(long limitNanos) throws InterruptedException {
    if (pending.updateAndGet(count -> count < 0 ? count : count + CLOSED) == CLOSED) {
      ended.countDown();
    }
    return ended.await(limitNanos, TimeUnit.NANOSECONDS);
  }
}
