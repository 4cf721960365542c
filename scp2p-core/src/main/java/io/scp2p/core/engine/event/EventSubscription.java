package io.scp2p.core.engine.event;

import io.scp2p.api.event.EventsMissed;
import io.scp2p.api.event.NodeEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * A position in the ring of an {@link EventHub}, and the subscriber that reads from there.
 *
 * <p>At most one thread at a time is {@link #BUSY} with it and owns all plain fields. Whoever has
 * nothing to do leaves the phase {@link #DRY} or {@link #PARKED} behind and <em>then</em> looks
 * again; whoever has news first makes them visible and <em>then</em> looks at the phase. So one of
 * the two notices.
 *
 * <p>It reads in windows. A window ends at what was newest when it was opened, and is read to its
 * end as long as the ring holds it; only at the end is it asked how far behind we are. A subscriber
 * that is always too slow thus sees long runs between few gaps, not a gap after each event.
 */
final class EventSubscription implements Subscription, Runnable {
  private static final Logger LOG = System.getLogger(EventSubscription.class.getName());

  /** Somebody reads, or is scheduled to. */
  private static final int BUSY = 0;

  /** Has demand and waits for an event. */
  private static final int DRY = 1;

  /** Waits for demand: costs nothing when events are published. */
  private static final int PARKED = 2;

  /** Events delivered before others on the same thread get their turn. */
  static final int EVENTS_PER_TURN = 256;

  private static final AtomicIntegerFieldUpdater<EventSubscription> PHASE =
      AtomicIntegerFieldUpdater.newUpdater(EventSubscription.class, "phase");
  private static final AtomicLongFieldUpdater<EventSubscription> REQUESTED =
      AtomicLongFieldUpdater.newUpdater(EventSubscription.class, "requested");

  private final EventHub hub;
  private final Scheduler signals;
  private @Nullable CoreSubscriber<? super NodeEvent> subscriber;
  private @Nullable EventsMissed firstGap;
  private long position;
  private long windowEnd;
  private volatile int phase = BUSY;
  private volatile long requested;
  private volatile boolean stopped;
  private volatile @Nullable Thread reading;
  private volatile @Nullable Throwable misuse;

  EventSubscription(
      EventHub hub,
      CoreSubscriber<? super NodeEvent> subscriber,
      Scheduler signals,
      long position) {
    this.hub = hub;
    this.subscriber = subscriber;
    this.signals = signals;
    this.position = position;
    this.windowEnd = position;
  }

  /** Begins after {@code since}; the first window reaches to where it would have begun. */
  void replay(long since, @Nullable EventsMissed gap) {
    firstGap = gap;
    position = gap == null ? since : gap.to();
  }

  /** Introduces itself. Busy until that is done, so that no event comes in between. */
  void begin() {
    CoreSubscriber<? super NodeEvent> known = subscriber;
    if (known == null) {
      return;
    }
    try {
      known.onSubscribe(this);
    } catch (RuntimeException | Error failed) {
      stop();
      subscriber = null;
      throw failed;
    }
    if (!rest()) {
      schedule();
    }
  }

  @Override
  public void request(long n) {
    if (stopped) {
      return;
    }
    if (n <= 0) {
      // Reactive Streams 3.9.
      misuse = new IllegalArgumentException("asked for " + n + " events; ask for at least one");
      stopped = true;
      if (wake()) {
        schedule();
      }
      return;
    }
    Operators.addCap(REQUESTED, this, n);
    if (phase == PARKED && wake()) {
      schedule();
    }
  }

  @Override
  public void cancel() {
    stop();
    if (wake()) {
      subscriber = null;
    }
  }

  private void stop() {
    stopped = true;
    hub.remove(this);
  }

  /** On the loop. */
  void onPublished() {
    if (phase == DRY && wake()) {
      schedule();
    }
  }

  void onClosed() {
    if (wake()) {
      schedule();
    }
  }

  /** Whether it wants nothing, or is held up by somebody who waits for the end. */
  boolean isSettled(Set<Thread> waiting) {
    Thread reader = reading;
    return phase == PARKED || (reader != null && waiting.contains(reader));
  }

  /** Takes it out of its rest; false if it is busy or somebody else was faster. */
  private boolean wake() {
    int now = phase;
    if (now == BUSY || !PHASE.compareAndSet(this, now, BUSY)) {
      return false;
    }
    if (now == DRY) {
      hub.dry().decrementAndGet();
    }
    return true;
  }

  private void schedule() {
    try {
      Disposable unused = signals.schedule(this);
    } catch (RejectedExecutionException refused) {
      if (signals.isDisposed()) {
        stop();
        subscriber = null;
      } else {
        // Too much to do there just now: the next event tries again.
        lieDown(DRY);
      }
    }
  }

  @Override
  public void run() {
    try {
      if (deliverAll()) {
        schedule();
      }
    } catch (RuntimeException | Error failed) {
      // Reactive Streams 2.13: whoever throws is regarded as gone.
      stop();
      subscriber = null;
      LOG.log(Level.WARNING, "a subscriber to events threw; its subscription is over", failed);
    }
  }

  /** As {@link #deliver}; without others that could have a turn it goes on. */
  private boolean deliverAll() {
    reading = Thread.currentThread();
    boolean more = deliver();
    while (more && signals.isDisposed()) {
      more = deliver();
    }
    if (more) {
      reading = null;
    }
    return more;
  }

  /** Returns whether it stopped only to let others have their turn. */
  private boolean deliver() {
    CoreSubscriber<? super NodeEvent> to = subscriber;
    if (to == null) {
      return false;
    }
    int turn = 0;
    while (turn < EVENTS_PER_TURN) {
      // Asked first: what was published before the end is then seen below.
      boolean closed = hub.isClosed();
      long wanted = Math.min(requested, EVENTS_PER_TURN - turn);
      int given = give(to, wanted);
      turn += given;
      if (stopped) {
        end(to);
        return false;
      }
      if (closed && isAtEnd()) {
        stopped = true;
        subscriber = null;
        to.onComplete();
        hub.remove(this);
        return false;
      }
      if ((given < wanted || requested == 0) && rest()) {
        return false;
      }
    }
    return true;
  }

  private int give(CoreSubscriber<? super NodeEvent> to, long wanted) {
    int given = 0;
    while (given < wanted && !stopped) {
      NodeEvent next = next();
      if (next == null) {
        break;
      }
      given++;
      to.onNext(next);
    }
    if (given > 0) {
      Operators.produced(REQUESTED, this, given);
    }
    return given;
  }

  private void end(CoreSubscriber<? super NodeEvent> to) {
    Throwable why = misuse;
    subscriber = null;
    if (why != null) {
      to.onError(why);
    }
    hub.remove(this);
  }

  private boolean isAtEnd() {
    return firstGap == null && position == hub.newest();
  }

  /** Returns false if meanwhile there is something to do again, which is then ours to do. */
  private boolean rest() {
    // Read while it is still ours; from lieDown on somebody else may be busy with it.
    long seen = firstGap == null ? position : -1;
    lieDown(requested > 0 ? DRY : PARKED);
    boolean atEnd = hub.newest() == seen;
    boolean something = stopped || (atEnd ? hub.isClosed() : requested > 0);
    if (something && wake()) {
      return false;
    }
    if (hub.isClosed()) {
      hub.settle();
    }
    return true;
  }

  private void lieDown(int how) {
    reading = null;
    if (how == DRY) {
      hub.dry().incrementAndGet();
    }
    phase = how;
  }

  private @Nullable NodeEvent next() {
    EventsMissed gap = firstGap;
    if (gap != null) {
      firstGap = null;
      hub.countMissed(gap);
      return gap;
    }
    if (position >= windowEnd) {
      long newest = hub.newest();
      if (newest - position > hub.subscriberBuffer()) {
        return skip();
      }
      windowEnd = newest;
      if (position == newest) {
        return null;
      }
    }
    NodeEvent event = hub.read(position + 1);
    if (event == null) {
      return skip();
    }
    position++;
    return event;
  }

  private EventsMissed skip() {
    EventsMissed gap = hub.gap(position, hub.subscriberBuffer());
    hub.countMissed(gap);
    position = gap.to();
    windowEnd = position + hub.subscriberBuffer();
    return gap;
  }
}
