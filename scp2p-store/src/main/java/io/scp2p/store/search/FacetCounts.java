package io.scp2p.store.search;

import io.scp2p.api.search.FacetKind;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.jspecify.annotations.Nullable;

/** Counts hits by value. Every hit is counted; of the values, the most frequent are shown. */
final class FacetCounts {
  /** How many values of a facet a page shows. */
  static final int MAX_VALUES = 100;

  private static final int MAX_DIGITS = 19;

  private final Set<FacetKind> kinds;
  private final List<Edition> editions;
  private final long[] byRank;
  private final long[] byDigits = new long[MAX_DIGITS + 1];
  private final Map<String, Long> tags = new HashMap<>();
  private final Map<String, Long> mimes = new HashMap<>();
  private @Nullable Open open;

  FacetCounts(Set<FacetKind> kinds, List<Edition> editions) {
    this.kinds = kinds;
    this.editions = editions;
    byRank = new long[kinds.contains(FacetKind.SHARE) ? editions.size() : 0];
  }

  /** The values of one segment; they are read in ascending order only. */
  private static final class Open {
    final Segment segment;
    final SortedSetDocValues tags;
    final SortedDocValues mimes;
    final int[] tagCounts;
    final int[] mimeCounts;
    NumericDocValues sizes;
    SortedSetDocValues tagsAgain;
    SortedDocValues mimesAgain;
    int last = -1;

    Open(Segment segment, Set<FacetKind> kinds) throws IOException {
      this.segment = segment;
      tags = DocValues.getSortedSet(segment.reader, Fields.TAG);
      mimes = DocValues.getSorted(segment.reader, Fields.MIME_VALUE);
      sizes = segment.numbers(Fields.SIZE);
      tagsAgain = tags;
      mimesAgain = mimes;
      tagCounts = new int[kinds.contains(FacetKind.TAG) ? (int) tags.getValueCount() : 0];
      mimeCounts = new int[kinds.contains(FacetKind.MIME_TYPE) ? mimes.getValueCount() : 0];
    }

    void moveTo(int doc) throws IOException {
      if (doc < last) {
        tagsAgain = DocValues.getSortedSet(segment.reader, Fields.TAG);
        mimesAgain = DocValues.getSorted(segment.reader, Fields.MIME_VALUE);
        sizes = segment.numbers(Fields.SIZE);
      }
      last = doc;
    }
  }

  /** Whether every hit has to be looked at. */
  boolean isOpen() {
    return open != null;
  }

  void enter(Segment segment) throws IOException {
    if (!kinds.isEmpty()) {
      leave();
      open = new Open(segment, kinds);
    }
  }

  void count(int doc, int rank) throws IOException {
    if (open == null) {
      return;
    }
    open.moveTo(doc);
    if (byRank.length > 0) {
      byRank[rank]++;
    }
    if (open.tagCounts.length > 0 && open.tagsAgain.advanceExact(doc)) {
      for (int i = open.tagsAgain.docValueCount(); i > 0; i--) {
        open.tagCounts[(int) open.tagsAgain.nextOrd()]++;
      }
    }
    if (open.mimeCounts.length > 0 && open.mimesAgain.advanceExact(doc)) {
      open.mimeCounts[open.mimesAgain.ordValue()]++;
    }
    if (kinds.contains(FacetKind.SIZE) && open.sizes.advanceExact(doc)) {
      byDigits[digits(open.sizes.longValue())]++;
    }
  }

  private static int digits(long size) {
    int digits = 0;
    for (long rest = size; rest > 0; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private void leave() throws IOException {
    Open left = open;
    if (left == null) {
      return;
    }
    for (int i = 0; i < left.tagCounts.length; i++) {
      if (left.tagCounts[i] > 0) {
        tags.merge(left.tags.lookupOrd(i).utf8ToString(), (long) left.tagCounts[i], Long::sum);
      }
    }
    for (int i = 0; i < left.mimeCounts.length; i++) {
      if (left.mimeCounts[i] > 0) {
        mimes.merge(left.mimes.lookupOrd(i).utf8ToString(), (long) left.mimeCounts[i], Long::sum);
      }
    }
    open = null;
  }

  Map<FacetKind, Map<String, Long>> result() throws IOException {
    leave();
    Map<FacetKind, Map<String, Long>> result = new EnumMap<>(FacetKind.class);
    for (FacetKind kind : kinds) {
      Map<String, Long> counts =
          switch (kind) {
            case SHARE -> shares();
            case TAG -> tags;
            case MIME_TYPE -> mimes;
            case SIZE -> sizes();
          };
      result.put(kind, mostFrequent(counts));
    }
    return result;
  }

  private Map<String, Long> shares() {
    Map<String, Long> counts = new HashMap<>();
    for (int rank = 0; rank < byRank.length; rank++) {
      if (byRank[rank] > 0) {
        counts.merge(editions.get(rank).share.hex(), byRank[rank], Long::sum);
      }
    }
    return counts;
  }

  /** By the smallest size with as many digits: 0, 1, 10, 100 and so on. */
  private Map<String, Long> sizes() {
    Map<String, Long> counts = new HashMap<>();
    long least = 0;
    for (long count : byDigits) {
      if (count > 0) {
        counts.put(Long.toString(least), count);
      }
      least = least == 0 ? 1 : least * 10;
    }
    return counts;
  }

  private static Map<String, Long> mostFrequent(Map<String, Long> counts) {
    Map<String, Long> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MAX_VALUES)
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return Collections.unmodifiableMap(sorted);
  }
}
