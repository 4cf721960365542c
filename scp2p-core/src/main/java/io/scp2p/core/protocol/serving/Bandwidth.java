package io.scp2p.core.protocol.serving;

import io.scp2p.api.transfer.Priority;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The bandwidth of a node in one direction: caps for the node, for groups in it and for flows in
 * these, and a fair order among all that want some.
 *
 * <p>Uploads have a group for each peer and a flow for each transfer to it; downloads have a group
 * for each transfer and a flow for each peer. The engine says what it wants, calls {@link #poll}
 * until there is nothing more to grant, and again at {@link #deadlineNanos}. Whenever something is
 * wanted and no cap forbids it, it is granted.
 *
 * @param <T> what a grant is for
 */
public final class Bandwidth<T> {
  private final BandwidthGroup<T> node;

  /**
   * A bandwidth nobody wants anything of yet.
   *
   * @param bytesPerSecond cap of the node; 0 means none
   */
  public Bandwidth(long bytesPerSecond, long nowNanos) {
    node = new BandwidthGroup<>(null, Priority.NORMAL, bytesPerSecond, nowNanos);
  }

  /** Changes the cap of the node; 0 lifts it. */
  public void cap(long bytesPerSecond, long nowNanos) {
    node.cap(bytesPerSecond, nowNanos);
  }

  /**
   * Adds a group.
   *
   * @param bytesPerSecond its cap; 0 means none
   */
  public BandwidthGroup<T> group(Priority priority, long bytesPerSecond, long nowNanos) {
    return node.group(priority, bytesPerSecond, nowNanos);
  }

  /** Grants one amount, or none if nothing is wanted that may go now. */
  public @Nullable Grant<T> poll(long nowNanos) {
    return node.nanosUntilReady(nowNanos) == 0 ? node.take(nowNanos) : null;
  }

  /** When {@link #poll} is worth another call if nothing else happens; empty when never. */
  public OptionalLong deadlineNanos(long nowNanos) {
    long waitNanos = node.nanosUntilReady(nowNanos);
    return waitNanos == BandwidthShare.NEVER
        ? OptionalLong.empty()
        : OptionalLong.of(nowNanos + waitNanos);
  }
}
