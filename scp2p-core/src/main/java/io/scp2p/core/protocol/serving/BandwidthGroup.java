package io.scp2p.core.protocol.serving;

import io.scp2p.api.transfer.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Flows that share a cap: those of one peer when serving, those of one transfer when downloading.
 *
 * @param <T> what a grant is for
 */
public final class BandwidthGroup<T> extends BandwidthShare<T> {
  private final FairShares<T> shares = new FairShares<>();

  BandwidthGroup(
      @Nullable BandwidthGroup<T> parent, Priority priority, long bytesPerSecond, long nowNanos) {
    super(parent, priority, bytesPerSecond, nowNanos);
  }

  /**
   * Adds a flow.
   *
   * @param bytesPerSecond its cap, 0 for none
   */
  public BandwidthFlow<T> flow(Priority priority, long bytesPerSecond, long nowNanos) {
    BandwidthFlow<T> flow = new BandwidthFlow<>(this, priority, bytesPerSecond, nowNanos);
    shares.add(flow);
    return flow;
  }

  BandwidthGroup<T> group(Priority priority, long bytesPerSecond, long nowNanos) {
    BandwidthGroup<T> group = new BandwidthGroup<>(this, priority, bytesPerSecond, nowNanos);
    shares.add(group);
    return group;
  }

  FairShares<T> shares() {
    return shares;
  }

  @Override
  long nanosUntilReady(long nowNanos) {
    BandwidthShare<T> next = shares.select(nowNanos);
    long ownNanos = next == null ? NEVER : budget.nanosUntil(next.nextBytes(nowNanos), nowNanos);
    // Whoever is uncapped first may be in turn before the one for which this cap would do later.
    return ownNanos == 0 ? 0 : Math.min(ownNanos, shares.nanosUntilUncapped(nowNanos));
  }

  @Override
  int nextBytes(long nowNanos) {
    return selected(nowNanos).nextBytes(nowNanos);
  }

  @Override
  Grant<T> take(long nowNanos) {
    BandwidthShare<T> next = selected(nowNanos);
    Grant<T> grant = next.take(nowNanos);
    budget.spend(grant.bytes(), nowNanos);
    shares.served(next, grant.bytes());
    return grant;
  }

  private BandwidthShare<T> selected(long nowNanos) {
    BandwidthShare<T> next = shares.select(nowNanos);
    if (next == null) {
      throw new IllegalStateException("nothing can be granted now");
    }
    return next;
  }

  @Override
  boolean wantsAnything() {
    return shares.wantAnything();
  }
}
