package io.scp2p.core.protocol.serving;

import io.scp2p.api.transfer.Priority;
import org.jspecify.annotations.Nullable;

/**
 * One of several that share the bandwidth of a parent, with a cap of its own.
 *
 * @param <T> what a grant is for
 */
public abstract sealed class BandwidthShare<T> permits BandwidthGroup, BandwidthFlow {
  /** More than any wait: nothing is wanted, so nothing can be granted. */
  static final long NEVER = Long.MAX_VALUE;

  final ByteBudget budget;
  private final @Nullable BandwidthGroup<T> parent;
  private long tagCost;
  private boolean closed;

  /** Where this share stands in the virtual time of {@link FairShares}, which alone changes it. */
  long tag;

  /** Settles equal tags; given by {@link FairShares}. */
  long order;

  BandwidthShare(
      @Nullable BandwidthGroup<T> parent, Priority priority, long bytesPerSecond, long nowNanos) {
    this.parent = parent;
    this.budget = new ByteBudget(bytesPerSecond, nowNanos);
    this.tagCost = tagCost(priority);
  }

  /** Changes the cap from now on; 0 lifts it. */
  public final void cap(long bytesPerSecond, long nowNanos) {
    budget.cap(bytesPerSecond, nowNanos);
    wake();
  }

  /** Changes the priority among those with the same parent. */
  public final void priority(Priority priority) {
    tagCost = tagCost(priority);
  }

  /**
   * Books bytes that went without a grant, because they were only known afterwards: overhead, or a
   * peer that sent more than it was asked for.
   */
  public final void spend(long bytes, long nowNanos) {
    budget.spend(bytes, nowNanos);
    if (parent != null) {
      if (!closed) {
        parent.shares().charge(this, bytes);
      }
      parent.spend(bytes, nowNanos);
    }
  }

  /** Gives up this share; what it still wants is forgotten. Harmless when repeated. */
  public final void close() {
    if (parent != null && !closed) {
      closed = true;
      parent.shares().remove(this);
    }
  }

  /** Whether this share or one above it was given up. */
  final boolean isClosed() {
    return closed || (parent != null && parent.isClosed());
  }

  /** Something about this share has changed: perhaps it need not wait any longer. */
  final void wake() {
    if (parent != null && !closed) {
      parent.shares().wake(this);
      parent.wake();
    }
  }

  /** How far a byte moves this share in virtual time. */
  final long tagCost() {
    return tagCost;
  }

  /**
   * How long until {@link #take} can be called, as far as can be said now; {@link #NEVER} if
   * nothing is wanted. Never too long, and exact unless several shares below wait for caps of their
   * own.
   */
  abstract long nanosUntilReady(long nowNanos);

  /** How many bytes {@link #take} would give; only if it can be called now. */
  abstract int nextBytes(long nowNanos);

  /** Grants what comes next and books it; only if {@link #nanosUntilReady} is 0. */
  abstract Grant<T> take(long nowNanos);

  abstract boolean wantsAnything();

  /**
   * High gets eight times what normal gets, and low an eighth of it. Priorities are weights and not
   * ranks, so that nobody starves and every transfer ends.
   */
  private static long tagCost(Priority priority) {
    return switch (priority) {
      case HIGH -> 1;
      case NORMAL -> 8;
      case LOW -> 64;
    };
  }
}
