package io.scp2p.store.search;

import io.scp2p.api.search.SearchOrder;
import io.scp2p.api.search.SearchQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.NumericDocValues;
import org.jspecify.annotations.Nullable;

/** Counts every hit and keeps the best for one page. */
final class Hits {
  /** More than any document has. */
  static final int NO_POINTS = Integer.MAX_VALUE;

  /** An item has at most a few thousand tags. */
  private static final int MAX_POINTS = 1 << 24;

  private final SearchOrder order;
  private final Comparator<Hit> better;
  private final double[] weights;
  private final FacetCounts facets;
  private final @Nullable Hit after;
  private final int wanted;
  private final String keyField;

  /** The worst on top. */
  private final PriorityQueue<Hit> best;

  private long total;

  /** Of those, how many earlier pages have shown. */
  private long before;

  private @Nullable Segment segment;
  private @Nullable NumericDocValues keys;

  Hits(SearchQuery query, double[] weights, FacetCounts facets, @Nullable Hit after) {
    order = query.order();
    better = HitOrder.of(order);
    this.weights = weights;
    this.facets = facets;
    this.after = after;
    wanted = query.pageSize();
    best = new PriorityQueue<>(wanted + 1, better.reversed());
    keyField = keyField(order);
  }

  static String keyField(SearchOrder order) {
    return order == SearchOrder.SIZE ? Fields.SIZE : Fields.NAME_KEY;
  }

  void enter(Segment next) throws IOException {
    segment = next;
    keys = null;
    facets.enter(next);
  }

  /** Takes a document that the query shows; each is given once. */
  void add(int doc, int rank, double points) throws IOException {
    total++;
    facets.count(doc, rank);
    offer(doc, rank, points);
  }

  /** Counts hits without looking at them; each that may come on the page is also offered. */
  void count(long hits) {
    total += hits;
  }

  /** Counts a hit by its values, if the query asks for that. */
  FacetCounts facets() {
    return facets;
  }

  /** Takes a document that was counted; it comes on the page if it is good enough. */
  void offer(int doc, int rank, double points) throws IOException {
    double score = weights[rank] * points;
    if (best.size() < wanted || !isWorse(score, rank, best.element())) {
      compete(doc, rank, score);
    }
  }

  /**
   * With fewer points, a document of that edition cannot come on the page, so it need not be
   * offered. The answer grows with the documents that are taken; it is {@link #NO_POINTS} if
   * nothing can.
   */
  int leastPoints(int rank) {
    if (best.size() < wanted || order == SearchOrder.SIZE || order == SearchOrder.NAME) {
      return 0;
    }
    Hit worst = best.element();
    if (order == SearchOrder.NEWEST) {
      return isWorse(0, rank, worst) ? NO_POINTS : 0;
    }
    double about = worst.score / weights[rank] - 2;
    if (about > MAX_POINTS) {
      return NO_POINTS;
    }
    int points = Math.max(0, (int) about);
    while (isWorse(weights[rank] * points, rank, worst)) {
      points++;
    }
    return points;
  }

  /** What can be told without reading anything about the document. */
  private boolean isWorse(double score, int rank, Hit worst) {
    return switch (order) {
      case RELEVANCE -> score < worst.score || (score == worst.score && rank > worst.rank);
      case NEWEST -> rank > worst.rank;
      default -> false;
    };
  }

  private void compete(int doc, int rank, double score) throws IOException {
    long key = key(doc);
    Hit worst = best.size() < wanted ? null : best.element();
    if (worst != null && isWorseByKey(key, rank, score, worst)) {
      return;
    }
    Hit hit = new Hit(current(), doc, rank, score, key);
    if (after != null && better.compare(after, hit) >= 0) {
      before++; // What is behind the worst is behind that page as well.
      return;
    }
    if (worst == null) {
      best.add(hit);
    } else if (better.compare(hit, worst) < 0) {
      best.remove();
      best.add(hit);
    }
  }

  /** Spares most documents that only tie an object of their own. */
  private boolean isWorseByKey(long key, int rank, double score, Hit worst) {
    return switch (order) {
      case RELEVANCE -> score == worst.score && rank == worst.rank && key > worst.key;
      case NEWEST -> rank == worst.rank && key > worst.key;
      case SIZE -> key < worst.key;
      case NAME -> key > worst.key;
    };
  }

  private Segment current() {
    if (segment == null) {
      throw new IllegalStateException("no segment was entered");
    }
    return segment;
  }

  private long key(int doc) throws IOException {
    NumericDocValues values = keys;
    if (values == null || values.docID() > doc) {
      values = current().numbers(keyField);
      keys = values;
    }
    return values.advanceExact(doc) ? values.longValue() : 0;
  }

  /** Whether a document of this score could come on the page; if unsure, yes. */
  boolean canCompete(double score) {
    return best.size() < wanted
        || (order == SearchOrder.RELEVANCE && score >= best.element().score);
  }

  long total() {
    return total;
  }

  /** Whether hits remain behind this page. */
  boolean hasMore() {
    return total - before > best.size();
  }

  List<Hit> page() {
    List<Hit> page = new ArrayList<>(best);
    page.sort(better);
    return page;
  }
}
