package io.scp2p.core.engine;

import io.scp2p.api.spi.TimeSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A {@link Loop} on a daemon thread of its own. */
public final class EventLoop implements Loop, AutoCloseable {
  private static final Logger LOG = System.getLogger(EventLoop.class.getName());

  /** Posted actions run between two looks at the timers; keeps time-outs honest under load. */
  private static final int MAX_POSTED_PER_TURN = 256;

  /** The other way round: a timer that sets itself for a moment that has passed starves nobody. */
  private static final int MAX_TIMERS_PER_TURN = 256;

  private final TimeSource time;
  private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Pending> timers = new PriorityQueue<>();
  private final Thread thread;
  private long timersMade;
  private int timersCancelled;
  private volatile boolean sleeping;
  private volatile boolean closed;
  private volatile boolean ended;

  /** Cancelled timers are swept out once they are this many and more than half of all. */
  static final int MIN_SWEEP = 1_024;

  /** Starts the thread. */
  public EventLoop(String name, TimeSource time) {
    this.time = time;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void post(Runnable action) {
    if (ended) {
      return;
    }
    posted.add(action);
    if (ended) {
      posted.clear(); // It ended meanwhile, and nobody else looks at the queue again.
    }
    if (sleeping) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public Timer at(long deadlineNanos, Runnable action) {
    if (!inLoop()) {
      throw new IllegalStateException("timers belong to the loop");
    }
    Pending pending = new Pending(deadlineNanos, timersMade++, action);
    timers.add(pending);
    return () -> cancel(pending);
  }

  private void cancel(Pending pending) {
    if (pending.take() != null && ++timersCancelled >= MIN_SWEEP) {
      if (timersCancelled > timers.size() / 2) {
        timers.removeIf(timer -> timer.action == null);
        timersCancelled = 0;
      }
    }
  }

  /** How many timers are held, cancelled ones included. */
  int timers() {
    return timers.size();
  }

  @Override
  public TimeSource time() {
    return time;
  }

  /** Whether the calling thread is this loop's. */
  public boolean inLoop() {
    return Thread.currentThread() == thread;
  }

  private void run() {
    while (!closed) {
      boolean ranPosted = runPosted();
      if (!runTimers() && !ranPosted) {
        sleep();
      }
    }
    ended = true;
    posted.clear();
    timers.clear();
  }

  private boolean runPosted() {
    for (int i = 0; i < MAX_POSTED_PER_TURN; i++) {
      Runnable next = posted.poll();
      if (next == null) {
        return i > 0;
      }
      perform(next);
    }
    return true;
  }

  private boolean runTimers() {
    boolean ran = false;
    long now = time.nanos();
    for (int i = 0; i < MAX_TIMERS_PER_TURN; i++) {
      Pending next = timers.peek();
      if (next == null || !next.isDue(now)) {
        break;
      }
      timers.remove();
      Runnable action = next.take();
      if (action == null) {
        timersCancelled--;
      } else {
        perform(action);
        ran = true;
      }
    }
    return ran;
  }

  private void sleep() {
    // Announced before the last look at the queue: whoever posts after that look sees it and wakes
    // us.
    sleeping = true;
    try {
      if (posted.isEmpty() && !closed) {
        Pending next = timers.peek();
        if (next == null) {
          LockSupport.park(this);
        } else {
          LockSupport.parkNanos(this, next.deadlineNanos - time.nanos());
        }
      }
    } finally {
      sleeping = false;
    }
  }

  /** The outermost frame: a bug in one action must not end the node. */
  private static void perform(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error bug) {
      LOG.log(Level.ERROR, "an action failed on the event loop; the node goes on", bug);
    }
  }

  /** Ends the thread; actions not yet run are dropped. Returns when it has ended. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    if (inLoop()) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One timer; equal deadlines run in the order in which they were made. */
  private static final class Pending implements Comparable<Pending> {
    private final long deadlineNanos;
    private final long number;
    private @Nullable Runnable action;

    Pending(long deadlineNanos, long number, Runnable action) {
      this.deadlineNanos = deadlineNanos;
      this.number = number;
      this.action = action;
    }

    boolean isDue(long nowNanos) {
      return action == null || nowNanos - deadlineNanos >= 0;
    }

    @Nullable Runnable take() {
      Runnable taken = action;
      action = null;
      return taken;
    }

    @Override
    public int compareTo(Pending other) {
      int byDeadline = Long.signum(deadlineNanos - other.deadlineNanos);
      return byDeadline != 0 ? byDeadline : Long.compare(number, other.number);
    }
  }
}
