package io.scp2p.core.protocol.serving;

import io.scp2p.core.protocol.Deadlines;
import io.scp2p.core.protocol.TokenBucket;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is among shares of one parent: start-time fair queueing (Goyal, Vin and Cheng,
 * 1996). Every byte a share gets moves its tag forward, the less the higher its weight, and the
 * share with the lowest tag is next. So what two of them get while both want something differs, by
 * weight, by no more than the largest grant of each. A share that wanted nothing, or waited for a
 * cap of its own, comes back at the tag of the present turn: it saves up no claim.
 */
final class FairShares<T> {
  /** Shares of one parent; sessions and transfers are bounded well below. */
  static final int MAX_SHARES = 65_536;

  /** By difference, as the tags of 140 petabytes overflow. */
  private final TreeSet<BandwidthShare<T>> inTurn =
      new TreeSet<>(
          Comparator.<BandwidthShare<T>>comparingLong(share -> share.tag - virtualTag())
              .thenComparingLong(share -> share.order));

  /** Shares that wait for caps below this parent's own. */
  private final Deadlines<BandwidthShare<T>> capped = new Deadlines<>(MAX_SHARES);

  private long virtualTag;
  private long nextOrder;
  private int size;

  private long virtualTag() {
    return virtualTag;
  }

  void add(BandwidthShare<T> share) {
    if (size == MAX_SHARES) {
      throw new IllegalStateException("more than " + MAX_SHARES + " shares of one bandwidth");
    }
    size++;
    share.order = nextOrder++;
    share.tag = virtualTag;
  }

  void remove(BandwidthShare<T> share) {
    inTurn.remove(share);
    capped.cancel(share);
    size--;
  }

  void wake(BandwidthShare<T> share) {
    capped.cancel(share);
    if (share.wantsAnything()) {
      queue(share);
    }
  }

  private void queue(BandwidthShare<T> share) {
    if (!inTurn.contains(share)) {
      lift(share);
      inTurn.add(share);
    }
  }

  private void lift(BandwidthShare<T> share) {
    if (share.tag - virtualTag < 0) {
      share.tag = virtualTag;
    }
  }

  /** The share that goes next, or null if all wait for caps of their own or want nothing. */
  @Nullable BandwidthShare<T> select(long nowNanos) {
    for (BandwidthShare<T> due = capped.pollDue(nowNanos);
        due != null;
        due = capped.pollDue(nowNanos)) {
      queue(due);
    }
    while (!inTurn.isEmpty()) {
      BandwidthShare<T> first = inTurn.first();
      long waitNanos = first.nanosUntilReady(nowNanos);
      if (waitNanos == 0) {
        return first;
      }
      inTurn.remove(first);
      if (waitNanos != BandwidthShare.NEVER) {
        capped.set(first, nowNanos + waitNanos);
      }
    }
    return null;
  }

  /** The selected share has got so many bytes. */
  void served(BandwidthShare<T> share, int bytes) {
    inTurn.remove(share);
    virtualTag = share.tag;
    share.tag += bytes * share.tagCost();
    if (share.wantsAnything()) {
      inTurn.add(share);
    }
  }

  /** A share has used bytes out of turn. */
  void charge(BandwidthShare<T> share, long bytes) {
    boolean wasInTurn = inTurn.remove(share);
    lift(share);
    share.tag += Math.min(bytes, TokenBucket.MAX_TOKENS) * share.tagCost();
    if (wasInTurn) {
      inTurn.add(share);
    }
  }

  /** When the first of those that wait for caps of their own may go on. */
  long nanosUntilUncapped(long nowNanos) {
    OptionalLong earliest = capped.earliestNanos();
    return earliest.isEmpty() ? BandwidthShare.NEVER : earliest.getAsLong() - nowNanos;
  }

  boolean wantAnything() {
    return !inTurn.isEmpty() || capped.size() > 0;
  }
}
