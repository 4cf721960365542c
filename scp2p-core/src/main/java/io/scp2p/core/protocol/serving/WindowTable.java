package io.scp2p.core.protocol.serving;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The windows of at most so many keys or addresses.
 *
 * <p>A place becomes free only when every window in it has ended by itself, at the latest 60 s
 * after its last request. So nobody gets a fresh window early by making others push the old one
 * out; when all places are taken it is the newcomer that gets none.
 */
final class WindowTable<K> {
  private final int maxEntries;
  private final RateLimits limits;

  /** Least recently used first, which is the order in which places become free. */
  private final Map<K, RateWindows> byKey = new LinkedHashMap<>(16, 0.75f, true);

  WindowTable(int maxEntries, RateLimits limits) {
    if (maxEntries < 1) {
      throw new IllegalArgumentException("maxEntries must be at least 1, not " + maxEntries);
    }
    this.maxEntries = maxEntries;
    this.limits = limits;
  }

  /** The windows of a key, or null if there is no place for a new one. */
  @Nullable RateWindows use(K key, long nowNanos) {
    forgetIdle(nowNanos);
    RateWindows windows = byKey.get(key);
    if (windows == null) {
      if (byKey.size() == maxEntries) {
        return null;
      }
      windows = new RateWindows(limits);
      byKey.put(key, windows);
    }
    windows.use(nowNanos);
    return windows;
  }

  void forgetIdle(long nowNanos) {
    Iterator<RateWindows> oldestFirst = byKey.values().iterator();
    while (oldestFirst.hasNext() && oldestFirst.next().isIdle(nowNanos)) {
      oldestFirst.remove();
    }
  }

  int size() {
    return byKey.size();
  }
}
