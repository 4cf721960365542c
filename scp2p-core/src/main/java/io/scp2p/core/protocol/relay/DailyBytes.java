package io.scp2p.core.protocol.relay;

import io.scp2p.core.protocol.Nanos;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Bytes used by each of many in the present day, which begins with the first of them. At most
 * {@link #MAX_USERS} are told apart; the rest share one allowance.
 *
 * @param <K> who uses them
 */
final class DailyBytes<K> {
  /** Some 100 bytes each. */
  static final int MAX_USERS = 16_384;

  private static final long DAY_NANOS = Nanos.of(Duration.ofDays(1));

  private final long limit;
  private final int maxUsers;
  private final Map<K, Long> used = new HashMap<>();
  private long shared;
  private long begunNanos;

  DailyBytes(long limit) {
    this(limit, MAX_USERS);
  }

  DailyBytes(long limit, int maxUsers) {
    this.limit = limit;
    this.maxUsers = maxUsers;
  }

  /** Whether there is anything left. */
  boolean mayUse(K user, long nowNanos) {
    turnDay(nowNanos);
    Long bytes = used.get(user);
    return (bytes == null && used.size() >= maxUsers ? shared : bytes == null ? 0 : bytes) < limit;
  }

  void use(K user, long bytes, long nowNanos) {
    turnDay(nowNanos);
    if (used.containsKey(user) || used.size() < maxUsers) {
      used.merge(user, bytes, Long::sum);
    } else {
      shared += bytes;
    }
  }

  private void turnDay(long nowNanos) {
    if (nowNanos - begunNanos >= DAY_NANOS || (used.isEmpty() && shared == 0)) {
      begunNanos = nowNanos;
      used.clear();
      shared = 0;
    }
  }

  int users() {
    return used.size();
  }
}
