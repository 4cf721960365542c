package io.scp2p.core.protocol.dht;

import io.scp2p.core.protocol.Nanos;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When the table and the store are looked after. A node that is idle asks little: a ping now and
 * then, one lookup for each bucket that nothing else has used.
 */
final class Upkeep {
  static final Duration TICK = Duration.ofSeconds(30);

  /** A bucket that no lookup went through for so long is refreshed. */
  static final Duration REFRESH_AFTER = Duration.ofMinutes(20);

  /** A node not heard of for so long is asked whether it is still there. */
  static final Duration PROBE_AFTER = Duration.ofMinutes(15);

  /** Who is closest to this node changes, and they are the ones that count. */
  static final Duration NEIGHBOURS_AFTER = Duration.ofMinutes(10);

  /** Values that their owner has not given again for so long are passed on, if at all. */
  static final Duration HELP_AFTER = Duration.ofMinutes(60);

  /** Values passed on at a time. */
  static final int MAX_HELPED = 256;

  private final RandomGenerator random;
  private long tickNanos;
  private long neighboursNanos;
  private long helpNanos;
  private boolean started;

  Upkeep(RandomGenerator random) {
    this.random = random;
  }

  /** Begins, with the first node that was met. */
  void start(long nowNanos) {
    if (!started) {
      started = true;
      tickNanos = nowNanos + jittered(TICK);
      neighboursNanos = nowNanos;
      helpNanos = nowNanos + jittered(HELP_AFTER);
    }
  }

  boolean isStarted() {
    return started;
  }

  long deadlineNanos() {
    return Nanos.earlier(tickNanos, neighboursNanos);
  }

  boolean tickDue(long nowNanos) {
    if (!Nanos.isDue(tickNanos, nowNanos)) {
      return false;
    }
    tickNanos = nowNanos + jittered(TICK);
    return true;
  }

  boolean neighboursDue(long nowNanos) {
    if (!Nanos.isDue(neighboursNanos, nowNanos)) {
      return false;
    }
    neighboursNanos = nowNanos + jittered(NEIGHBOURS_AFTER);
    return true;
  }

  boolean helpDue(long nowNanos) {
    if (!Nanos.isDue(helpNanos, nowNanos)) {
      return false;
    }
    helpNanos = nowNanos + jittered(HELP_AFTER);
    return true;
  }

  /** Nodes that started together must not ask together. */
  private long jittered(Duration span) {
    long half = Nanos.of(span) / 2;
    return half + random.nextLong(half + 1);
  }
}
