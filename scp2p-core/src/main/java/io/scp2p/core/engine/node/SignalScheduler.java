package io.scp2p.core.engine.node;

import io.scp2p.api.spi.TimeSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * A scheduler that ends once it has done what it was given. The library's would tell that by a
 * thread of the process that is no daemon and outlives the node by ten seconds.
 */
final class SignalScheduler implements Scheduler {
  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final Scheduler threads;
  private final Set<Task> open = ConcurrentHashMap.newKeySet();
  private volatile boolean finishing;

  SignalScheduler(Scheduler threads) {
    this.threads = threads;
  }

  @Override
  public Disposable schedule(Runnable work) {
    return new Task(work, null).on(threads::schedule);
  }

  @Override
  public Worker createWorker() {
    return new SerialWorker(threads.createWorker());
  }

  @Override
  public boolean isDisposed() {
    return finishing;
  }

  /** Ends at once, and interrupts whoever is at work. */
  @Override
  public void dispose() {
    finishing = true;
    threads.dispose();
  }

  /**
   * Takes no more, lets what was given be done, and ends.
   *
   * @param excused threads that need not have done their work: whoever is the last to do so ends it
   * @return false if others are still at work at the end of the time
   */
  boolean finish(Set<Thread> excused, long nanos) {
    finishing = true;
    long begun = TimeSource.system().nanos();
    while (!open.stream().allMatch(task -> task.isOf(excused))) {
      if (TimeSource.system().nanos() - begun >= nanos) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    endIfDone();
    return true;
  }

  private void endIfDone() {
    if (finishing && open.isEmpty()) {
      threads.dispose();
    }
  }

  private interface Giving {
    Disposable give(Runnable work);
  }

  /** What was given and is not done. */
  private final class Task implements Runnable, Disposable {
    private final Runnable work;
    private final @Nullable Set<Task> ofWorker;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final Disposable.Swap given = Disposables.swap();
    private volatile @Nullable Thread runner;

    Task(Runnable work, @Nullable Set<Task> ofWorker) {
      this.work = work;
      this.ofWorker = ofWorker;
    }

    Disposable on(Giving to) {
      open.add(this);
      if (ofWorker != null) {
        ofWorker.add(this);
      }
      try {
        if (finishing) {
          throw new RejectedExecutionException("the node is closing");
        }
        Disposable handle = to.give(this);
        given.update(handle);
        return this;
      } catch (RejectedExecutionException refused) {
        over();
        throw refused;
      }
    }

    private void over() {
      open.remove(this);
      if (ofWorker != null) {
        ofWorker.remove(this);
      }
    }

    @Override
    public void run() {
      if (taken.getAndSet(true)) {
        return;
      }
      runner = Thread.currentThread();
      try {
        work.run();
      } finally {
        over();
        endIfDone();
      }
    }

    boolean isOf(Set<Thread> excused) {
      Thread by = runner;
      return by != null && excused.contains(by);
    }

    @Override
    public void dispose() {
      given.dispose();
      if (!taken.getAndSet(true)) {
        over();
      }
    }

    @Override
    public boolean isDisposed() {
      return taken.get();
    }
  }

  /** One after another, as the library's workers do. */
  private final class SerialWorker implements Worker {
    private final Worker actual;
    private final Set<Task> mine = ConcurrentHashMap.newKeySet();

    SerialWorker(Worker actual) {
      this.actual = actual;
    }

    @Override
    public Disposable schedule(Runnable work) {
      return new Task(work, mine).on(actual::schedule);
    }

    @Override
    public void dispose() {
      actual.dispose();
      mine.forEach(Task::dispose);
    }

    @Override
    public boolean isDisposed() {
      return actual.isDisposed();
    }
  }
}
