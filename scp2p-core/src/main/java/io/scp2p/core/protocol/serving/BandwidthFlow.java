package io.scp2p.core.protocol.serving;

import io.scp2p.api.transfer.Priority;
import java.util.ArrayDeque;

/**
 * Amounts that go one after the other: the answers of one upload, or the requests of one download
 * to one peer.
 *
 * @param <T> what a grant is for
 */
public final class BandwidthFlow<T> extends BandwidthShare<T> {
  /** Amounts of one flow that wait; no peer may have as many requests open. */
  public static final int MAX_WAITING = 256;

  private final ArrayDeque<Grant<T>> waiting = new ArrayDeque<>(4);

  BandwidthFlow(BandwidthGroup<T> parent, Priority priority, long bytesPerSecond, long nowNanos) {
    super(parent, priority, bytesPerSecond, nowNanos);
  }

  /**
   * Asks for leave to send, or to ask for, so many bytes.
   *
   * @return false if the flow was closed or too much waits already
   */
  public boolean want(T ticket, int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("cannot want " + bytes + " bytes");
    }
    if (waiting.size() == MAX_WAITING || isClosed()) {
      return false;
    }
    waiting.add(new Grant<>(ticket, bytes));
    wake();
    return true;
  }

  /** Takes back what was wanted; returns whether it still waited. */
  public boolean cancel(T ticket) {
    boolean waited = waiting.removeIf(wanted -> wanted.ticket().equals(ticket));
    if (waited) {
      wake();
    }
    return waited;
  }

  /** How many amounts wait. */
  public int waiting() {
    return waiting.size();
  }

  @Override
  long nanosUntilReady(long nowNanos) {
    return waiting.isEmpty() ? NEVER : budget.nanosUntil(waiting.element().bytes(), nowNanos);
  }

  @Override
  int nextBytes(long nowNanos) {
    return waiting.element().bytes();
  }

  @Override
  Grant<T> take(long nowNanos) {
    Grant<T> grant = waiting.remove();
    budget.spend(grant.bytes(), nowNanos);
    return grant;
  }

  @Override
  boolean wantsAnything() {
    return !waiting.isEmpty();
  }
}
