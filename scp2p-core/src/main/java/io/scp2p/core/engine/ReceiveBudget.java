package io.scp2p.core.engine;

import io.scp2p.core.wire.WireLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much all sessions of a node may hold of what peers have sent and nobody here has dealt with:
 * partly received frames, frames in the mailbox, requests not yet answered.
 *
 * <p><b>Small frames need no permission.</b> Each lane may always have {@value #FREE_BYTES} bytes
 * on their way, so that every session makes progress whatever the others do. A larger frame waits,
 * after its first {@value #PROOF_BYTES} bytes, until there is room for all of it: half frames that
 * wait for each other could fill any budget. Who waits is served in turn, one frame a session and
 * round, and nobody overtakes.
 *
 * <p><b>Room is not for sitting on.</b> While somebody waits, a frame that has room is given up if
 * it pauses for two seconds or comes more slowly than {@value #FLOOR_BYTES_PER_SECOND} bytes a
 * second.
 *
 * <p><b>What was asked for does not wait behind what was not.</b> Peers this side waits for and
 * peers that send of their own accord are two {@link Side}s, each with a queue; neither gets more
 * than three quarters of the budget, so a thousand stalled strangers cannot hold up a download, nor
 * downloads a stranger.
 *
 * <p>Answers count until the caller has seen them; what it keeps of them is its own affair, it has
 * asked for it. Thread-safe; callbacks come without a lock held.
 */
public final class ReceiveBudget {
  /** A TLS record; chunk requests, pings and most of the DHT fit many times. */
  static final int FREE_BYTES = 16 << 10;

  /** Whoever only announces a large frame takes nothing from others. */
  static final int PROOF_BYTES = FREE_BYTES / 2;

  /** Unread by the loop, of one session: two frames of any size, sixteen chunks. */
  static final long MAX_SESSION_BYTES = 4L << 20;

  /** A frame may pause this long; a lost packet on a long path costs less. */
  static final long PAUSE_NANOS = 2_000_000_000L;

  /** 256 kbit/s: a chunk in eight seconds. */
  static final int FLOOR_BYTES_PER_SECOND = 32 << 10;

  /** How often slow frames are looked for while somebody waits. */
  static final long CHECK_NANOS = 500_000_000L;

  private static final double NANOS_PER_SECOND = 1e9;

  private final Loop loop;
  private final long limitBytes;
  private final long sessionBytes;
  private final Alarm alarm;

  /** What one side of the budget holds, and who waits for room in it; under the lock. */
  private static final class Side {
    private final Queue<Account> queue = new ArrayDeque<>();
    private long heldBytes;
  }

  private final long sideBytes;

  // Under the lock.
  private final Side awaited = new Side();
  private final Side unasked = new Side();
  private final Set<Hold> arriving = new LinkedHashSet<>();
  private long heldBytes;
  private boolean watching;
  private long refused;

  /**
   * A budget for one node.
   *
   * @param limitBytes at least one frame of the largest size; see {@code limits.maxBufferBytes}
   */
  public ReceiveBudget(Loop loop, long limitBytes) {
    this.loop = loop;
    this.limitBytes = limitBytes;
    this.sessionBytes = Math.min(limitBytes, MAX_SESSION_BYTES);
    this.sideBytes =
        Math.max(
            limitBytes - limitBytes / 4, Math.min(limitBytes, WireLimits.ENVELOPE_FRAME_BYTES));
    this.alarm = new Alarm(loop, this::watch);
  }

  /** What is held now, free bytes not counted. */
  public synchronized long heldBytes() {
    return heldBytes;
  }

  /** The most that is held. */
  long limitBytes() {
    return limitBytes;
  }

  /** Frames given up since the start, for others waited for their room. */
  synchronized long refused() {
    return refused;
  }

  /** The account of one session. */
  Account account() {
    return new Account();
  }

  /** Gives out what there is; the lanes concerned are told by the caller, without the lock. */
  private List<Hold> serve() {
    List<Hold> granted = new ArrayList<>(1);
    serve(awaited, granted);
    serve(unasked, granted);
    if (somebodyWaits() && !watching) {
      watching = true;
      loop.post(this::watch);
    }
    return granted;
  }

  private boolean somebodyWaits() {
    return !awaited.queue.isEmpty() || !unasked.queue.isEmpty();
  }

  private void serve(Side side, List<Hold> granted) {
    for (Account next = side.queue.peek(); next != null; next = side.queue.peek()) {
      Hold hold = next.waiting.element();
      if (heldBytes + hold.bytes > limitBytes || side.heldBytes + hold.bytes > sideBytes) {
        return;
      }
      side.queue.remove();
      next.waiting.remove();
      next.queuedAt = null;
      hold.side = side;
      hold.granted = true;
      hold.start(loop.time().nanos());
      next.add(side, hold.bytes);
      arriving.add(hold);
      granted.add(hold);
    }
  }

  /** On the loop: gives up frames that do not arrive while others wait. */
  private void watch() {
    long now = loop.time().nanos();
    List<Hold> slow = new ArrayList<>();
    synchronized (this) {
      watching = somebodyWaits();
      if (watching) {
        arriving.stream().filter(hold -> hold.isSlow(now)).forEach(slow::add);
        arriving.removeAll(slow); // Each is told once.
        refused += slow.size();
      }
      alarm.set(watching ? OptionalLong.of(now + CHECK_NANOS) : OptionalLong.empty());
    }
    slow.forEach(hold -> hold.owner.tooSlow());
  }

  /** Who receives a large frame. */
  interface Owner {
    /** There is room: what is missing may come. On any thread. */
    void granted(long missingBytes);

    /** The frame takes too long and somebody else needs the room. On the loop. */
    void tooSlow();
  }

  /** What one session holds and waits for. */
  final class Account {
    private final Queue<Hold> waiting = new ArrayDeque<>();
    private long heldBytes;
    private long awaitedBytes;
    private @Nullable Side queuedAt;
    private boolean awaits;
    private boolean closed;

    // On the loop.
    private long owedBytes;
    private boolean lastAwaits;

    /** Says whether this side waits for an answer in this session. On the loop. */
    void awaits(boolean now) {
      if (now == lastAwaits) {
        return;
      }
      lastAwaits = now;
      List<Hold> granted;
      synchronized (ReceiveBudget.this) {
        awaits = now;
        if (queuedAt == null) {
          return;
        }
        leaveQueue();
        queue();
        granted = serve();
      }
      tell(granted);
    }

    /**
     * Asks for room for a frame; the lane is told once there is, perhaps before this returns.
     *
     * @param missingBytes what has not come of it, to be credited then
     */
    Hold hold(Owner owner, int bytes, int missingBytes) {
      Hold hold = new Hold(this, owner, bytes, missingBytes);
      List<Hold> granted;
      synchronized (ReceiveBudget.this) {
        if (closed) {
          return hold;
        }
        waiting.add(hold);
        queue();
        granted = serve();
      }
      tell(granted);
      return hold;
    }

    /**
     * Says how much of what was received waits for an answer of ours. On the loop.
     *
     * @return whether lanes that may have been kept from reading may read again
     */
    boolean owes(long bytes) {
      long owed = Math.max(0, bytes - FREE_BYTES);
      if (owed == owedBytes) {
        return false;
      }
      boolean less = owed < owedBytes;
      List<Hold> granted;
      synchronized (ReceiveBudget.this) {
        if (closed) {
          return false;
        }
        add(unasked, owed - owedBytes);
        granted = serve();
      }
      owedBytes = owed;
      tell(granted);
      return less && mayRead();
    }

    /** Whether small frames may go on to arrive: not while answers are owed and room is short. */
    boolean mayRead() {
      if (owedBytes == 0) {
        return true;
      }
      synchronized (ReceiveBudget.this) {
        return heldBytes <= sessionBytes
            && unasked.heldBytes <= sideBytes
            && ReceiveBudget.this.heldBytes <= limitBytes;
      }
    }

    /** The session is over: everything it held is free, everything it waited for forgotten. */
    void close() {
      List<Hold> granted;
      synchronized (ReceiveBudget.this) {
        closed = true;
        waiting.clear();
        leaveQueue();
        add(unasked, awaitedBytes - heldBytes);
        add(awaited, -awaitedBytes);
        arriving.removeIf(hold -> hold.account == this);
        granted = serve();
      }
      tell(granted);
    }

    private void add(Side side, long bytes) {
      heldBytes += bytes;
      awaitedBytes += side == awaited ? bytes : 0;
      side.heldBytes += bytes;
      ReceiveBudget.this.heldBytes += bytes;
      queue();
    }

    private void queue() {
      Hold next = waiting.peek();
      if (queuedAt == null && !closed && next != null && heldBytes + next.bytes <= sessionBytes) {
        queuedAt = awaits ? awaited : unasked;
        queuedAt.queue.add(this);
      }
    }

    private void leaveQueue() {
      if (queuedAt != null) {
        queuedAt.queue.remove(this);
        queuedAt = null;
      }
    }

    private void release(Hold hold) {
      List<Hold> granted;
      synchronized (ReceiveBudget.this) {
        if (closed || hold.released) {
          return;
        }
        hold.released = true;
        arriving.remove(hold);
        if (hold.side != null) {
          add(hold.side, -hold.bytes);
        } else {
          withdraw(hold);
        }
        granted = serve();
      }
      tell(granted);
    }

    private ReceiveBudget budget() {
      return ReceiveBudget.this;
    }

    private void withdraw(Hold hold) {
      waiting.remove(hold);
      if (waiting.isEmpty()) {
        leaveQueue();
      }
    }

    private static void tell(List<Hold> granted) {
      granted.forEach(hold -> hold.owner.granted(hold.missingBytes));
    }
  }

  /** Room for one large frame, asked for or given. */
  static final class Hold {
    private final Account account;
    private final Owner owner;
    private final int bytes;
    private final int missingBytes;
    private volatile boolean granted;
    private volatile long arrivedBytes;
    private volatile long arrivedNanos;

    // Under the lock.
    private @Nullable Side side;
    private long sinceNanos;
    private boolean released;

    private Hold(Account account, Owner owner, int bytes, int missingBytes) {
      this.account = account;
      this.owner = owner;
      this.bytes = bytes;
      this.missingBytes = missingBytes;
    }

    boolean isGranted() {
      return granted;
    }

    /** Counts what has come of the frame since it has room; on the lane's thread. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // Only one thread writes.
    void arrived(long nowNanos, int more) {
      arrivedBytes += more;
      arrivedNanos = nowNanos;
    }

    private void start(long nowNanos) {
      sinceNanos = nowNanos;
      arrivedNanos = nowNanos;
    }

    private boolean isSlow(long nowNanos) {
      long late = nowNanos - sinceNanos - PAUSE_NANOS;
      return nowNanos - arrivedNanos > PAUSE_NANOS
          || (late > 0 && arrivedBytes < late / NANOS_PER_SECOND * FLOOR_BYTES_PER_SECOND);
    }

    /** The frame is whole: it is this side's turn now. */
    void complete() {
      synchronized (account.budget()) {
        account.budget().arriving.remove(this);
      }
    }

    /** The frame was dealt with, or will never be whole. */
    void release() {
      account.release(this);
    }
  }
}
