package io.scp2p.core.protocol.dht;

import io.scp2p.core.wire.message.Store;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntConsumer;

/** Gives one value to the nodes closest to its key, to as many as is the rule. */
final class Publishing {
  /** Stores of one value under way: they are small, but whoever gets them may be far away. */
  private static final int AT_ONCE = 5;

  private final Asking asking;
  private final DhtEntry entry;
  private final int copies;
  private final IntConsumer done;
  private final Deque<PeerAddress> targets = new ArrayDeque<>();
  private int underWay;
  private int stored;
  private boolean over;

  Publishing(Asking asking, DhtEntry entry, int copies, IntConsumer done) {
    this.asking = asking;
    this.entry = entry;
    this.copies = copies;
    this.done = done;
  }

  /** The lookup is over. */
  void begin(List<PeerAddress> closest, long nowNanos) {
    targets.addAll(closest);
    go(nowNanos);
  }

  private void go(long nowNanos) {
    while (underWay < AT_ONCE && stored + underWay < copies && !targets.isEmpty()) {
      PeerAddress target = targets.remove();
      underWay++;
      asking.store(target, new Store(entry), nowNanos, this::ended);
    }
    if (underWay == 0 && !over) {
      over = true;
      done.accept(stored);
    }
  }

  private void ended(DhtReply reply, long nowNanos) {
    underWay--;
    if (reply instanceof DhtReply.Stored) {
      stored++;
    }
    go(nowNanos);
  }
}
