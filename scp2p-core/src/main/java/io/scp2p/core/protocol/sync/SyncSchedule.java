package io.scp2p.core.protocol.sync;

import io.scp2p.api.id.ShareId;
import io.scp2p.core.protocol.Backoff;
import io.scp2p.core.protocol.Deadlines;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * When which share is looked at: at the start, every interval, when somebody asks, and when a peer
 * says that there is something new. At most so many at once; at most one look at a share at a time.
 */
public final class SyncSchedule implements Machine<SyncSchedule.Input, SyncSchedule.Effect> {
  /** The interval varies by up to a tenth, so that the followers of a share spread out. */
  static final int JITTER_PARTS = 10;

  /** A share that keeps failing is looked at no less often than this. */
  public static final Duration MAX_BACKOFF = Duration.ofMinutes(30);

  /** All who follow a share hear of a new version at once, and need not come at once. */
  public static final Duration MAX_HINT_DELAY = Duration.ofMillis(500);

  /** Peers can cause a look at a share no more often than this, whatever they say. */
  public static final Duration MIN_HINT_GAP = Duration.ofSeconds(5);

  private final long intervalNanos;
  private final int concurrency;
  private final RandomGenerator random;
  private final Duration backoffCap;
  private final Duration interval;
  private final Map<ShareId, Entry> entries = new HashMap<>();
  private final Deadlines<ShareId> due;
  private final ArrayDeque<ShareId> urgent = new ArrayDeque<>();
  private final ArrayDeque<ShareId> ready = new ArrayDeque<>();
  private int running;

  /** What the schedule is told. */
  public sealed interface Input {
    /** A share is followed from now on, and looked at at once or within one interval. */
    record Added(ShareId share, boolean now) implements Input {}

    /** A share is not followed any more; a running look ends with {@link Finished} all the same. */
    record Removed(ShareId share) implements Input {}

    /** Somebody here wants a look that begins from now on. */
    record SyncNow(ShareId share) implements Input {}

    /** A peer says that a share has a new head. A hint and no more. */
    record HeadChanged(ShareId share) implements Input {}

    /** A look has ended. */
    record Finished(ShareId share, boolean failed) implements Input {}
  }

  /** What the schedule wants done. */
  public sealed interface Effect {
    /** Look at this share. */
    record Run(ShareId share) implements Effect {}
  }

  private static final class Entry {
    final Backoff backoff;
    boolean queued;
    boolean running;
    boolean again;
    boolean hinted;
    boolean removed;
    OptionalLong hintedNanos = OptionalLong.empty();

    Entry(Backoff backoff) {
      this.backoff = backoff;
    }
  }

  /**
   * Nothing is followed yet.
   *
   * @param maxShares how many can be followed
   */
  public SyncSchedule(Duration interval, int concurrency, int maxShares, RandomGenerator random) {
    this.interval = interval;
    this.intervalNanos = Nanos.of(interval);
    this.concurrency = concurrency;
    this.random = random;
    this.backoffCap = interval.compareTo(MAX_BACKOFF) > 0 ? interval : MAX_BACKOFF;
    this.due = new Deadlines<>(maxShares);
  }

  @Override
  public List<Effect> accept(long nowNanos, Input input) {
    if (input instanceof Input.Added added) {
      add(nowNanos, added);
    } else if (input instanceof Input.Removed removed) {
      remove(removed.share());
    } else if (input instanceof Input.SyncNow asked) {
      Entry entry = entries.get(asked.share());
      if (entry != null) {
        enqueue(asked.share(), entry, urgent);
      }
    } else if (input instanceof Input.HeadChanged hint) {
      hinted(nowNanos, hint.share());
    } else {
      finished(nowNanos, (Input.Finished) input);
    }
    return runs();
  }

  private void add(long nowNanos, Input.Added added) {
    Entry known = entries.get(added.share());
    if (known != null && !known.removed) {
      if (added.now()) {
        enqueue(added.share(), known, urgent);
      }
      return;
    }
    Entry entry = new Entry(new Backoff(interval, backoffCap));
    // What ran for the share that was followed before still occupies its place.
    entry.running = known != null && known.running;
    entries.put(added.share(), entry);
    if (added.now()) {
      enqueue(added.share(), entry, ready);
    } else {
      due.set(added.share(), nowNanos + random.nextLong(intervalNanos + 1));
    }
  }

  private void remove(ShareId share) {
    Entry entry = entries.get(share);
    if (entry == null) {
      return;
    }
    due.cancel(share);
    if (entry.queued) {
      urgent.remove(share);
      ready.remove(share);
    }
    if (entry.running) {
      entry.removed = true;
      entry.again = false;
      entry.hinted = false;
    } else {
      entries.remove(share);
    }
  }

  private void hinted(long nowNanos, ShareId share) {
    Entry entry = entries.get(share);
    if (entry == null || entry.removed || entry.queued) {
      return;
    }
    if (entry.running) {
      // The running look may have asked too early; the gap to the next one holds all the same.
      entry.hinted = true;
      return;
    }
    long soon = nowNanos + random.nextLong(MAX_HINT_DELAY.toNanos() + 1);
    if (entry.hintedNanos.isPresent()) {
      long earliest = entry.hintedNanos.getAsLong() + MIN_HINT_GAP.toNanos();
      soon = Nanos.isBefore(soon, earliest) ? earliest : soon;
    }
    OptionalLong planned = due.of(share);
    if (planned.isEmpty() || Nanos.isBefore(soon, planned.getAsLong())) {
      entry.hintedNanos = OptionalLong.of(soon);
      due.set(share, soon);
    }
  }

  private void enqueue(ShareId share, Entry entry, ArrayDeque<ShareId> queue) {
    if (entry.removed) {
      return;
    }
    if (entry.running) {
      entry.again = true;
      return;
    }
    due.cancel(share);
    if (entry.queued) {
      if (queue == urgent && ready.remove(share)) {
        urgent.add(share);
      }
      return;
    }
    entry.queued = true;
    queue.add(share);
  }

  private void finished(long nowNanos, Input.Finished finished) {
    Entry entry = entries.get(finished.share());
    if (entry == null || !entry.running) {
      throw new IllegalArgumentException("nothing runs for this share");
    }
    running--;
    entry.running = false;
    if (entry.removed) {
      entries.remove(finished.share());
      return;
    }
    if (entry.again) {
      entry.again = false;
      entry.hinted = false;
      enqueue(finished.share(), entry, urgent);
      return;
    }
    due.set(finished.share(), nowNanos + pauseNanos(entry, finished.failed()));
    if (entry.hinted) {
      entry.hinted = false;
      hinted(nowNanos, finished.share());
    }
  }

  private long pauseNanos(Entry entry, boolean failed) {
    if (failed) {
      return entry.backoff.nextNanos(random);
    }
    entry.backoff.reset();
    long jitter = intervalNanos / JITTER_PARTS;
    return intervalNanos - jitter + random.nextLong(2 * jitter + 1);
  }

  private List<Effect> runs() {
    List<Effect> effects = new ArrayList<>();
    while (running < concurrency && !(urgent.isEmpty() && ready.isEmpty())) {
      ShareId share = urgent.isEmpty() ? ready.remove() : urgent.remove();
      Entry entry = entries.get(share);
      if (entry == null) {
        throw new IllegalStateException("a share that is not followed was queued");
      }
      entry.queued = false;
      entry.running = true;
      running++;
      effects.add(new Effect.Run(share));
    }
    return effects;
  }

  @Override
  public List<Effect> onTimeout(long nowNanos) {
    for (ShareId share = due.pollDue(nowNanos); share != null; share = due.pollDue(nowNanos)) {
      Entry entry = entries.get(share);
      if (entry != null) {
        enqueue(share, entry, ready);
      }
    }
    return runs();
  }

  @Override
  public OptionalLong deadlineNanos() {
    return due.earliestNanos();
  }
}
