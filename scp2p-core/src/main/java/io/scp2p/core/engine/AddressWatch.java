package io.scp2p.core.engine;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Notices what becomes of the machine below: that it has other addresses, or has slept. Lives on
 * the loop.
 *
 * <p>Nobody tells a connection that its address is gone: it would wait for half a minute, and
 * whatever goes over it with it.
 */
final class AddressWatch {
  static final Duration INTERVAL = Duration.ofSeconds(1);

  /** So much more on the clock than was counted between two looks: the machine slept. */
  static final Duration SLEPT = Duration.ofSeconds(5);

  private final Loop loop;
  private final Offload offload;
  private final Callable<? extends Collection<InetAddress>> source;
  private final Listener listener;
  private final Alarm alarm;
  private Set<InetAddress> known = Set.of();
  private long lookedNanos;
  private Duration lookedWall = Duration.ZERO;
  private boolean started;
  private boolean closed;

  /** Who wants to know. */
  @FunctionalInterface
  interface Listener {
    /**
     * Something is not as it was.
     *
     * @param gone addresses that the machine had; empty if it only got some
     */
    void changed(Set<InetAddress> gone, boolean slept);
  }

  /**
   * Looks at nothing yet.
   *
   * @param source the addresses; may block
   */
  AddressWatch(
      Loop loop,
      Offload offload,
      Callable<? extends Collection<InetAddress>> source,
      Listener listener) {
    this.loop = loop;
    this.offload = offload;
    this.source = source;
    this.listener = listener;
    this.alarm = new Alarm(loop, this::look);
  }

  /** What there is now is how it was. */
  void start() {
    look();
  }

  void close() {
    closed = true;
    alarm.set(OptionalLong.empty());
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void look() {
    offload
        .call(() -> Set.copyOf(source.call()))
        .whenComplete(
            (now, failure) -> {
              if (!closed) {
                alarm.set(OptionalLong.of(loop.time().nanos() + INTERVAL.toNanos()));
                compare(failure == null ? now : known);
              }
            });
  }

  private void compare(Set<InetAddress> now) {
    long nanos = loop.time().nanos();
    Duration wall = Duration.ofMillis(loop.time().wall().toEpochMilli());
    Duration counted = Duration.ofNanos(nanos - lookedNanos);
    boolean slept = started && wall.minus(lookedWall).minus(counted).compareTo(SLEPT) > 0;
    boolean other = started && !now.equals(known);
    Set<InetAddress> gone = new HashSet<>(known);
    gone.removeAll(now);
    started = true;
    known = now;
    lookedNanos = nanos;
    lookedWall = wall;
    if (other || slept) {
      listener.changed(gone, slept);
    }
  }
}
