package io.scp2p.core.engine.event;

import io.scp2p.api.config.EventsConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.EventStamp;
import io.scp2p.api.event.EventsMissed;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.spi.TimeSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * Numbers the events of a node and lets any number of subscribers read them, each at its own pace.
 *
 * <p>The ring holds the journal and at least twice what a subscriber may fall behind. Slots are
 * overwritten without asking; a reader finds out by the number of the event it finds there.
 */
public final class EventHub {
  private static final Logger LOG = System.getLogger(EventHub.class.getName());

  /** Kept beyond the journal, so that the time of the last missing event can still be read. */
  private static final int SLACK = 16;

  private static final EventSubscription[] NOBODY = {};

  private final EventsConfig config;
  private final TimeSource time;
  private final Scheduler signals;
  private final AtomicReferenceArray<@Nullable NodeEvent> ring;
  private final int mask;

  /** Subscribers that want an event and have none: the only ones publishing has to look for. */
  private final AtomicInteger dry = new AtomicInteger();

  private final AtomicLong missed = new AtomicLong();
  private final CompletableFuture<Void> delivered = new CompletableFuture<>();

  /** Replaced, never changed, by those who come and go; these take turns. */
  private volatile EventSubscription[] subscriptions = NOBODY;

  /** Threads that wait for the end themselves, perhaps as subscribers. */
  private final Set<Thread> excused = ConcurrentHashMap.newKeySet();

  private final Object comingAndGoing = new Object();
  private volatile long head;
  private volatile boolean closed;

  /**
   * A hub without events.
   *
   * @param signals where subscribers are called; best one that has a thread to spare while a
   *     subscriber blocks, such as a bounded elastic one
   */
  public EventHub(EventsConfig config, TimeSource time, Scheduler signals) {
    this.config = config;
    this.time = time;
    this.signals = signals;
    int least = Math.max(config.journalEvents(), 2 * config.subscriberBuffer()) + SLACK;
    int capacity = Integer.highestOneBit(least - 1) << 1;
    this.ring = new AtomicReferenceArray<>(capacity);
    this.mask = capacity - 1;
  }

  /**
   * Publishes what {@code event} makes of the next number. Only on the loop, after the change the
   * event reports can be seen through the API. Never blocks and never throws: if there is no event
   * because of a bug, the number is given to the next one. Nothing follows {@link #close()}.
   */
  public void publish(Function<EventStamp, ? extends NodeEvent> event) {
    if (closed) {
      return;
    }
    try {
      NodeEvent made = event.apply(new EventStamp(head + 1, time.wall()));
      // Read again: a function that publishes on its own has used the number up.
      long sequence = head + 1;
      if (made.sequence() != sequence || made instanceof EventsMissed) {
        throw new IllegalArgumentException("not the event with number " + sequence);
      }
      ring.setRelease(index(sequence), made);
      head = sequence;
    } catch (RuntimeException | Error bug) {
      LOG.log(Level.ERROR, "an event could not be made; it is left out", bug);
      return;
    }
    if (dry.get() > 0) {
      for (EventSubscription subscription : subscriptions) {
        subscription.onPublished();
      }
    }
  }

  /** What {@code Scp2pNode.events()} promises. */
  public Flux<NodeEvent> events() {
    return new EventFlux(this, null);
  }

  /** What {@code Scp2pNode.events(long)} promises. */
  public Flux<NodeEvent> events(long since) {
    return new EventFlux(this, since);
  }

  /** The number of the newest event; 0 before the first. */
  public long newest() {
    return head;
  }

  /** How many subscribers there are now. */
  public int subscribers() {
    return subscriptions.length;
  }

  /** How many events subscribers did not receive, all together. */
  public long missed() {
    return missed.get();
  }

  /**
   * Lets every subscriber read on to the last event and completes it there; later subscribers are
   * refused. On the loop, after the last event; may be repeated.
   *
   * @return done when every subscriber was completed, was cancelled, or has asked for nothing that
   *     it did not get. One that blocks holds it up: wait with a limit
   */
  public CompletableFuture<Void> close() {
    closed = true;
    for (EventSubscription subscription : subscriptions) {
      subscription.onClosed();
    }
    settle();
    return delivered;
  }

  /**
   * The end does not wait for a subscriber that is being called on this thread: it waits for the
   * end. From any thread.
   */
  public void excuse(Thread waiting) {
    excused.add(waiting);
    settle();
  }

  /** Called when a subscriber has nothing more to do; completes what {@link #close()} returned. */
  void settle() {
    if (closed && Arrays.stream(subscriptions).allMatch(each -> each.isSettled(excused))) {
      delivered.complete(null);
    }
  }

  void subscribe(CoreSubscriber<? super NodeEvent> subscriber, @Nullable Long since) {
    long newest = head;
    if (since != null && (since < 0 || since > newest)) {
      refuse(
          subscriber,
          ErrorCode.INVALID_ARGUMENT,
          "There is no event " + since + " to begin after.",
          Map.of("since", since.toString(), "newest", Long.toString(newest)));
      return;
    }
    EventSubscription subscription = new EventSubscription(this, subscriber, signals, newest);
    if (since != null) {
      subscription.replay(since, firstGap(since));
    }
    if (!add(subscription)) {
      if (closed) {
        refuse(subscriber, ErrorCode.NODE_CLOSED, "The event stream is over.", Map.of());
      } else {
        String limit = Integer.toString(config.maxSubscribers());
        String text = "The event stream has as many subscribers as it may have.";
        refuse(subscriber, ErrorCode.TOO_MANY_SUBSCRIBERS, text, Map.of("limit", limit));
      }
      return;
    }
    subscription.begin();
  }

  private static void refuse(
      CoreSubscriber<?> subscriber, ErrorCode code, String text, Map<String, String> details) {
    Operators.error(subscriber, new Scp2pException(code, text, details));
  }

  /** What the journal no longer holds of the events after {@code since}. */
  private @Nullable EventsMissed firstGap(long since) {
    return head - since > config.journalEvents() ? gap(since, config.journalEvents()) : null;
  }

  private boolean add(EventSubscription subscription) {
    synchronized (comingAndGoing) {
      EventSubscription[] now = subscriptions;
      if (closed || now.length >= config.maxSubscribers()) {
        return false;
      }
      EventSubscription[] more = Arrays.copyOf(now, now.length + 1);
      more[now.length] = subscription;
      subscriptions = more;
      return true;
    }
  }

  void remove(EventSubscription subscription) {
    synchronized (comingAndGoing) {
      subscriptions =
          Arrays.stream(subscriptions)
              .filter(other -> other != subscription)
              .toArray(EventSubscription[]::new);
    }
    settle();
  }

  boolean isClosed() {
    return closed;
  }

  int subscriberBuffer() {
    return config.subscriberBuffer();
  }

  AtomicInteger dry() {
    return dry;
  }

  /** The event with this number, unless it was overwritten. */
  @Nullable NodeEvent read(long sequence) {
    NodeEvent event = ring.getAcquire(index(sequence));
    return event != null && event.sequence() == sequence ? event : null;
  }

  /** Stands for what comes after {@code known}, all but the newest {@code keep}. */
  EventsMissed gap(long known, int keep) {
    while (true) {
      // Overwritten between the two reads only if the loop goes round the whole ring meanwhile.
      NodeEvent last = read(head - keep);
      if (last != null) {
        return new EventsMissed(known + 1, last.stamp());
      }
    }
  }

  void countMissed(EventsMissed gap) {
    missed.addAndGet(gap.count());
  }

  private int index(long sequence) {
    return (int) sequence & mask;
  }
}
