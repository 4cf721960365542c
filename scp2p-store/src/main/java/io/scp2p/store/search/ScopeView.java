package io.scp2p.store.search;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.spi.SearchScope;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/** A scope as one snapshot sees it. */
final class ScopeView {
  final SearchScope scope;

  /** By rank; negative for an edition that is not searched. */
  final double[] weights;

  private final Map<Segment, FixedBitSet> blocked;

  private ScopeView(SearchScope scope, double[] weights, Map<Segment, FixedBitSet> blocked) {
    this.scope = scope;
    this.weights = weights;
    this.blocked = blocked;
  }

  static ScopeView of(Snapshot snapshot, SearchScope scope) throws IOException {
    ScopeView last = snapshot.lastScope();
    if (last != null && last.scope.equals(scope)) {
      return last;
    }
    double[] weights = new double[snapshot.editions.size()];
    for (int rank = 0; rank < weights.length; rank++) {
      Double weight = scope.weights().get(snapshot.editions.get(rank).share);
      // A weight that is no number, or below zero, shows nothing (section 13.2 asks for >= 0).
      weights[rank] = weight == null ? -1 : weight > 0 ? weight : 0;
    }
    Map<Segment, FixedBitSet> blocked =
        last != null && last.scope.blocked().equals(scope.blocked())
            ? last.blocked
            : blocked(snapshot, scope.blocked());
    ScopeView view = new ScopeView(scope, weights, blocked);
    snapshot.rememberScope(view);
    return view;
  }

  private static Map<Segment, FixedBitSet> blocked(Snapshot snapshot, Set<ContentId> contents)
      throws IOException {
    Map<Segment, FixedBitSet> blocked = new HashMap<>();
    if (contents.isEmpty()) {
      return blocked;
    }
    TreeSet<ContentId> ascending = new TreeSet<>(contents);
    for (Segment segment : snapshot.segments) {
      TermsEnum ids = segment.terms(Fields.ID);
      if (ids != null) {
        blocked.put(segment, blocked(ids, ascending, segment.maxDoc()));
      }
    }
    return blocked;
  }

  private static FixedBitSet blocked(TermsEnum ids, Iterable<ContentId> contents, int maxDoc)
      throws IOException {
    FixedBitSet bits = new FixedBitSet(maxDoc);
    PostingsEnum postings = null;
    for (ContentId content : contents) {
      BytesRef prefix = new BytesRef(content.bytes());
      if (ids.seekCeil(prefix) == TermsEnum.SeekStatus.END) {
        break;
      }
      for (BytesRef id = ids.term();
          id != null && StringHelper.startsWith(id, prefix);
          id = ids.next()) {
        postings = ids.postings(postings, PostingsEnum.NONE);
        for (int doc = postings.nextDoc();
            doc != DocIdSetIterator.NO_MORE_DOCS;
            doc = postings.nextDoc()) {
          bits.set(doc);
        }
      }
    }
    return bits;
  }

  boolean searches(int rank) {
    return rank >= 0 && weights[rank] >= 0;
  }

  @Nullable FixedBitSet blocked(Segment segment) {
    return blocked.get(segment);
  }
}
