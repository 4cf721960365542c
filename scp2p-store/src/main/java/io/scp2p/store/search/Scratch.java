package io.scp2p.store.search;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Room for one query to note what it knows about each document of a segment. Nine bytes a document,
 * of which {@link Pool} keeps {@link Pool#MAX_KEPT} for the next queries.
 */
final class Scratch {
  /** Which documents {@link #notes} says something about. All clear between segments. */
  FixedBitSet noted = new FixedBitSet(0);

  FixedBitSet found = new FixedBitSet(0);

  /** Documents that have a word of the query but get no points for it. */
  FixedBitSet weak = new FixedBitSet(0);

  int[] notes = {};
  int[] sums = {};

  void prepare(int maxDoc) {
    if (noted.length() < maxDoc) {
      noted = new FixedBitSet(maxDoc);
      found = new FixedBitSet(maxDoc);
      weak = new FixedBitSet(maxDoc);
      notes = new int[maxDoc];
    } else {
      noted.clear(0, maxDoc);
      found.clear(0, maxDoc);
      weak.clear(0, maxDoc);
    }
  }

  int[] sums(int maxDoc) {
    if (sums.length < maxDoc) {
      sums = new int[maxDoc];
    }
    return sums;
  }

  /** Keeps a few, so that queries one after the other need no new memory. */
  static final class Pool {
    static final int MAX_KEPT = 2;

    private final ConcurrentLinkedQueue<Scratch> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();

    Scratch take() {
      @Nullable Scratch scratch = free.poll();
      if (scratch == null) {
        return new Scratch();
      }
      kept.decrementAndGet();
      return scratch;
    }

    void give(Scratch scratch) {
      if (kept.incrementAndGet() > MAX_KEPT) {
        kept.decrementAndGet();
      } else {
        free.add(scratch);
      }
    }
  }
}
