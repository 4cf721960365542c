package io.scp2p.core.engine.node;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Passes work on to an executor, perhaps one of the host, and knows when the last of it has ended:
 * stores are not closed under work that reads them.
 */
final class CountedWork implements Executor {
  private final Executor executor;
  private final Set<Thread> working = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private long pending;
  private boolean closed;

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
    lock.lock();
    try {
      if (closed) {
        throw new RejectedExecutionException("the node is closed");
      }
      pending++;
    } finally {
      lock.unlock();
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
    lock.lock();
    try {
      if (--pending == 0) {
        ended.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the calling thread is doing such work. */
  boolean isWorker() {
    return working.contains(Thread.currentThread());
  }

  /** Takes no more, and waits for what was taken; false if that takes longer than the limit. */
  boolean finish(long limitNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      closed = true;
      long left = limitNanos;
      while (pending > 0 && left > 0) {
        left = ended.awaitNanos(left);
      }
      return pending == 0;
    } finally {
      lock.unlock();
    }
  }
}
