package io.scp2p.core.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines by key, soonest first; of two equal ones, the one set first. Setting, cancelling and
 * taking cost the logarithm of how many there are.
 *
 * @param <K> what a deadline belongs to; at most one deadline for each equal key
 */
public final class Deadlines<K> {
  private final int maxEntries;
  private final Map<K, Entry<K>> byKey = new HashMap<>();
  private final List<Entry<K>> heap = new ArrayList<>();
  private long nextOrder;

  /**
   * Makes an empty set of deadlines.
   *
   * @param maxEntries how many there may be; whoever sets them bounds what it tracks, and going
   *     past this is a bug of ours
   */
  public Deadlines(int maxEntries) {
    if (maxEntries < 1) {
      throw new IllegalArgumentException("maxEntries must be at least 1, not " + maxEntries);
    }
    this.maxEntries = maxEntries;
  }

  /** Sets the deadline of a key, in place of an earlier one. */
  public void set(K key, long deadlineNanos) {
    cancel(key);
    if (heap.size() == maxEntries) {
      throw new IllegalStateException("more than " + maxEntries + " deadlines");
    }
    Entry<K> entry = new Entry<>(key, deadlineNanos, nextOrder++, heap.size());
    byKey.put(key, entry);
    heap.add(entry);
    siftUp(entry);
  }

  /** Forgets the deadline of a key; returns whether there was one. */
  public boolean cancel(K key) {
    Entry<K> entry = byKey.remove(key);
    if (entry == null) {
      return false;
    }
    Entry<K> last = heap.remove(heap.size() - 1);
    if (last != entry) {
      place(last, entry.index);
      siftUp(last);
      siftDown(last);
    }
    return true;
  }

  /** The soonest deadline. */
  public OptionalLong earliestNanos() {
    return heap.isEmpty() ? OptionalLong.empty() : OptionalLong.of(heap.get(0).deadlineNanos);
  }

  /** The deadline of one key. */
  public OptionalLong of(K key) {
    Entry<K> entry = byKey.get(key);
    return entry == null ? OptionalLong.empty() : OptionalLong.of(entry.deadlineNanos);
  }

  /** Removes and returns the key whose deadline came first, or null when none has come yet. */
  public @Nullable K pollDue(long nowNanos) {
    if (heap.isEmpty() || !Nanos.isDue(heap.get(0).deadlineNanos, nowNanos)) {
      return null;
    }
    K key = heap.get(0).key;
    cancel(key);
    return key;
  }

  /** How many there are. */
  public int size() {
    return heap.size();
  }

  private void siftUp(Entry<K> entry) {
    while (entry.index > 0) {
      Entry<K> parent = heap.get((entry.index - 1) / 2);
      if (!entry.isBefore(parent)) {
        return;
      }
      swap(entry, parent);
    }
  }

  private void siftDown(Entry<K> entry) {
    while (2 * entry.index + 1 < heap.size()) {
      Entry<K> child = heap.get(2 * entry.index + 1);
      if (child.index + 1 < heap.size() && heap.get(child.index + 1).isBefore(child)) {
        child = heap.get(child.index + 1);
      }
      if (!child.isBefore(entry)) {
        return;
      }
      swap(entry, child);
    }
  }

  private void swap(Entry<K> a, Entry<K> b) {
    int index = a.index;
    place(a, b.index);
    place(b, index);
  }

  private void place(Entry<K> entry, int index) {
    heap.set(index, entry);
    entry.index = index;
  }

  private static final class Entry<K> {
    private final K key;
    private final long deadlineNanos;
    private final long order;
    private int index;

    Entry(K key, long deadlineNanos, long order, int index) {
      this.key = key;
      this.deadlineNanos = deadlineNanos;
      this.order = order;
      this.index = index;
    }

    boolean isBefore(Entry<K> other) {
      return deadlineNanos == other.deadlineNanos
          ? order < other.order
          : Nanos.isBefore(deadlineNanos, other.deadlineNanos);
    }
  }
}
