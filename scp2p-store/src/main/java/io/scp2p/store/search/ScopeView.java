package io.scp2p.store.search;

import io.scp2p.api.spi.SearchScope;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * A scope as one snapshot sees it. What queries of the same scope may show is worked out once: a
 * bit for each document.
 */
final class ScopeView {
  final SearchScope scope;

  /** By rank; negative for an edition that is not searched. */
  final double[] weights;

  private final Snapshot snapshot;
  private final AtomicReferenceArray<@Nullable FixedBitSet> visible;

  private ScopeView(Snapshot snapshot, SearchScope scope, double[] weights) {
    this.snapshot = snapshot;
    this.scope = scope;
    this.weights = weights;
    visible = new AtomicReferenceArray<>(snapshot.segments.size());
  }

  static ScopeView of(Snapshot snapshot, SearchScope scope) {
    List<ScopeView> known = snapshot.scopes();
    for (ScopeView view : known) {
      if (view.scope.equals(scope)) {
        return view;
      }
    }
    double[] weights = new double[snapshot.editions.size()];
    for (int rank = 0; rank < weights.length; rank++) {
      Double weight = scope.weights().get(snapshot.editions.get(rank).share);
      // A weight that is no number, or below zero, shows nothing (section 13.2 asks for >= 0).
      weights[rank] = weight == null ? -1 : weight > 0 ? weight : 0;
    }
    ScopeView view = new ScopeView(snapshot, scope, weights);
    snapshot.rememberScope(view);
    return view;
  }

  boolean searches(int rank) {
    return rank >= 0 && weights[rank] >= 0;
  }

  /** The blocked documents of a segment, in no order. */
  int[] blocked(Segment segment) throws IOException {
    return snapshot.blocked.of(segment, scope.blocked());
  }

  /**
   * The items of a segment that are searched and may be shown: neither deleted nor blocked. Not to
   * be changed.
   */
  FixedBitSet visible(Segment segment) throws IOException {
    FixedBitSet known = visible.get(segment.number);
    if (known == null) {
      known = look(segment);
      visible.set(segment.number, known); // Two threads may both look; they see the same.
    }
    return known;
  }

  private FixedBitSet look(Segment segment) throws IOException {
    FixedBitSet bits = new FixedBitSet(segment.maxDoc());
    for (int run = 0; run < segment.runs.count(); run++) {
      if (searches(segment.rankOfRun(run))) {
        bits.set(segment.runs.starts[run], segment.runs.starts[run + 1]);
      }
    }
    Bits live = segment.live;
    if (live != null) {
      for (int doc = 0; doc < segment.maxDoc(); doc++) {
        if (!live.get(doc)) {
          bits.clear(doc);
        }
      }
    }
    for (int doc : blocked(segment)) {
      bits.clear(doc);
    }
    return bits;
  }
}
