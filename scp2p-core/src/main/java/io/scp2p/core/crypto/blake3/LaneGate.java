package io.scp2p.core.crypto.blake3;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the lanes are used. {@code IDLE} until a substantial amount was hashed, then
 * {@code WARMING} on a daemon thread of low priority, which ends in {@code OPEN} or {@code CLOSED};
 * both are final. Callers never wait for it.
 */
final class LaneGate {
  enum State {
    /** Little was hashed so far: no thread, no compilation. */
    IDLE,
    /** The lanes are being compiled and tried out in the background. */
    WARMING,
    /** The lanes gave the scalar core's results, and faster. */
    OPEN,
    /** They did not, or were stopped. */
    CLOSED
  }

  /** Compiles the lanes by using them; answers whether they are right and fast. */
  @FunctionalInterface
  interface WarmUp {
    boolean proves() throws InterruptedException;
  }

  /**
   * Warming up costs seconds of background compilation. A process that hashes less than this, some
   * 40 ms of scalar hashing, never pays; by then the scalar core itself is compiled, which must not
   * queue behind the lanes.
   */
  static final long IDLE_BYTES = 16L << 20;

  static final LaneGate SHARED = new LaneGate(IDLE_BYTES, new LaneWarmUp());

  private final long idleBytes;
  private final WarmUp warmUp;
  private final AtomicLong hashedBytes = new AtomicLong();
  private volatile State state = State.IDLE;
  private volatile @Nullable Thread thread;

  LaneGate(long idleBytes, WarmUp warmUp) {
    this.idleBytes = idleBytes;
    this.warmUp = warmUp;
  }

  State state() {
    return state;
  }

  /** Whether to hash {@code bytes} bytes in lanes; counts them as long as nothing is decided. */
  boolean admits(int bytes) {
    State now = state;
    if (now == State.IDLE && hashedBytes.addAndGet(bytes) >= idleBytes) {
      start();
    }
    return now == State.OPEN;
  }

  /** Starts warming up, unless that has happened before. */
  @SuppressWarnings("ThreadPriorityCheck") // A courtesy where the system heeds it, nothing more.
  synchronized void start() {
    if (state != State.IDLE) {
      return;
    }
    state = State.WARMING;
    // Inherits no thread locals, and no class loader below: it must not pin the host's objects.
    Thread warming = new Thread(null, this::run, "scp2p-blake3-warm-up", 0, false);
    warming.setDaemon(true);
    warming.setPriority(Thread.MIN_PRIORITY);
    warming.setContextClassLoader(null);
    thread = warming;
    warming.start();
  }

  /** Closes the gate for good, unless it is open, and asks the thread to end. */
  synchronized void stop() {
    if (state != State.OPEN) {
      state = State.CLOSED;
    }
    Thread warming = thread;
    if (warming != null) {
      warming.interrupt();
    }
  }

  /** Waits for the thread, if there is one; answers whether none is left. */
  boolean join(Duration atMost) throws InterruptedException {
    Thread warming = thread;
    if (warming == null) {
      return true;
    }
    warming.join(Math.max(1, atMost.toMillis()));
    return !warming.isAlive();
  }

  private void run() {
    boolean proven = false;
    try {
      proven = warmUp.proves();
    } catch (InterruptedException e) {
      // Stopped: the thread ends here and nobody looks at its interrupt flag again.
      proven = false;
    } finally {
      decide(proven);
    }
  }

  private synchronized void decide(boolean proven) {
    if (state == State.WARMING) {
      state = proven ? State.OPEN : State.CLOSED;
    }
  }
}
