package io.scp2p.transport.quic;

import io.scp2p.api.spi.TimeSource;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that wakes whoever the library has forgotten: writers after milliseconds, everybody
 * else within a second or so. While nobody writes it sleeps most of the time.
 */
final class Watchdog implements Runnable {
  /** How often blocked writers are looked after. */
  static final long WRITER_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** How often everything else is looked after. */
  static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** How long the library may block where it should not block at all. */
  private static final long MAX_CALL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final TimeSource time;
  private final Set<QuicLink> links;
  private final Runnable chores;
  private final Set<GuardedCall> calls = ConcurrentHashMap.newKeySet();
  private final AtomicInteger urgent = new AtomicInteger();
  private volatile boolean asleep;
  private volatile boolean stopped;
  private volatile Thread thread = Thread.currentThread();

  /**
   * Prepares the watchdog.
   *
   * @param links the connections to look after, a live set
   * @param chores what else is to be done about four times a second
   */
  Watchdog(Set<QuicLink> links, Runnable chores, TimeSource time) {
    this.links = links;
    this.chores = chores;
    this.time = time;
  }

  void start(QuicThreads threads) {
    thread = threads.start("scp2p-quic-watchdog", this);
  }

  @Override
  public void run() {
    long nextChoresNanos = time.nanos();
    while (!stopped) {
      long now = time.nanos();
      if (urgent.get() > 0) {
        for (GuardedCall call : calls) {
          call.interruptIfLate(now);
        }
        links.forEach(link -> link.remindWriters(now));
      }
      if (now - nextChoresNanos >= 0) {
        nextChoresNanos = now + TICK_NANOS;
        links.forEach(link -> link.tick(now));
        chores.run();
      }
      asleep = urgent.get() == 0;
      if (asleep && urgent.get() == 0) {
        LockSupport.parkNanos(TICK_NANOS);
      } else {
        LockSupport.parkNanos(WRITER_TICK_NANOS);
      }
      asleep = false;
    }
  }

  /** Somebody writes: ticks come faster until it has stopped. */
  void writerStarted() {
    if (urgent.getAndIncrement() == 0 && asleep) {
      LockSupport.unpark(thread);
    }
  }

  void writerStopped() {
    urgent.decrementAndGet();
  }

  /** Makes a call that should not block, but might; it is interrupted if it does. */
  <T> T unblocked(IoCall<T> action) throws IOException {
    GuardedCall call = new GuardedCall(Thread.currentThread(), time.nanos());
    calls.add(call);
    writerStarted();
    try {
      return action.call();
    } finally {
      calls.remove(call);
      writerStopped();
      call.end();
    }
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  /** What {@link #unblocked} calls. */
  @FunctionalInterface
  interface IoCall<T> {
    T call() throws IOException;
  }

  /** One call under guard. */
  private static final class GuardedCall {
    private final Thread caller;
    private final long sinceNanos;
    private boolean over;
    private boolean interrupted;

    private GuardedCall(Thread caller, long sinceNanos) {
      this.caller = caller;
      this.sinceNanos = sinceNanos;
    }

    private synchronized void interruptIfLate(long nowNanos) {
      // Only one that waits: on a busy machine a call may take long for other reasons.
      if (!over
          && nowNanos - sinceNanos > MAX_CALL_NANOS
          && caller.getState() == Thread.State.TIMED_WAITING) {
        interrupted = true;
        caller.interrupt();
      }
    }

    synchronized void end() {
      over = true;
      if (interrupted) {
        Thread.interrupted(); // Ours, and not the caller's business.
      }
    }
  }
}
