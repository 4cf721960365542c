package io.scp2p.store.search;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.SearchScope;
import io.scp2p.api.spi.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Snapshots that later pages need, each with the scope of its first page. Bounded twice: nobody has
 * asked for a page of it for {@code lifetime}, or {@link #MAX_HELD} others were used since. There
 * is no thread: whoever comes next looks after it.
 */
final class HeldSnapshots {
  /** Each keeps the files and deletions of its moment. */
  static final int MAX_HELD = 16;

  private final TimeSource time;
  private final long lifetimeNanos;

  /** Longest unused first. */
  private final LinkedHashMap<Long, Held> held = new LinkedHashMap<>(16, 0.75f, true);

  private long nextId = 1;

  HeldSnapshots(TimeSource time, Duration lifetime) {
    this.time = time;
    lifetimeNanos = lifetime.toNanos();
  }

  private static final class Held {
    final Snapshot snapshot;
    final SearchScope scope;
    long usedNanos;

    Held(Snapshot snapshot, SearchScope scope, long usedNanos) {
      this.snapshot = snapshot;
      this.scope = scope;
      this.usedNanos = usedNanos;
    }
  }

  /** Keeps a snapshot for later pages and returns its number. */
  synchronized long hold(Snapshot snapshot, SearchScope scope) throws IOException {
    expire();
    for (Map.Entry<Long, Held> entry : held.entrySet()) {
      Held known = entry.getValue();
      if (known.snapshot == snapshot && known.scope.equals(scope)) {
        known.usedNanos = time.nanos();
        return entry.getKey();
      }
    }
    snapshot.reader.incRef();
    long id = nextId++;
    held.put(id, new Held(snapshot, scope, time.nanos()));
    if (held.size() > MAX_HELD) {
      removeOldest();
    }
    return id;
  }

  /** A snapshot with one more reference, and the scope a later page has now. */
  synchronized View take(long id, SearchScope now) throws IOException {
    expire();
    Held found = held.get(id);
    if (found == null) {
      throw Cursor.unknown();
    }
    found.usedNanos = time.nanos();
    found.snapshot.reader.incRef();
    return new View(found.snapshot, narrowed(found.scope, now), found.scope);
  }

  /**
   * @param snapshot what to search
   * @param scope where
   * @param first the scope of the first page
   */
  record View(Snapshot snapshot, SearchScope scope, SearchScope first) {}

  /**
   * The weights of the first page, so that the order stays; but what has been blocked or unfollowed
   * since is not shown.
   */
  private static SearchScope narrowed(SearchScope first, SearchScope now) {
    if (first.equals(now)) {
      return first;
    }
    Map<ShareId, Double> weights = new HashMap<>(first.weights());
    weights.keySet().retainAll(now.weights().keySet());
    Set<ContentId> blocked = new HashSet<>(first.blocked());
    blocked.addAll(now.blocked());
    return new SearchScope(weights, blocked);
  }

  private void expire() throws IOException {
    long now = time.nanos();
    for (Iterator<Held> all = held.values().iterator(); all.hasNext(); ) {
      Held next = all.next();
      if (now - next.usedNanos >= lifetimeNanos) {
        all.remove();
        next.snapshot.reader.decRef();
      }
    }
  }

  private void removeOldest() throws IOException {
    Iterator<Held> all = held.values().iterator();
    Held oldest = all.next();
    all.remove();
    oldest.snapshot.reader.decRef();
  }

  synchronized int count() {
    return held.size();
  }

  synchronized void close() throws IOException {
    while (!held.isEmpty()) {
      removeOldest();
    }
  }
}
