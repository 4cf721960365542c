package io.scp2p.store.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.jspecify.annotations.Nullable;

/** The index at one moment. Whoever uses it holds a reference to its reader. */
final class Snapshot {
  /** Turns a segment into its runs; remembers them while the segment lives. */
  @FunctionalInterface
  interface RunsOf {
    Runs of(LeafReaderContext segment) throws IOException;
  }

  final DirectoryReader reader;
  final List<Segment> segments;

  /** Newest first: the place of an edition here is its rank. */
  final List<Edition> editions;

  /** Remembered because queries that follow each other have the same scope. */
  private volatile @Nullable ScopeView lastScope;

  private Snapshot(DirectoryReader reader, List<Segment> segments, List<Edition> editions) {
    this.reader = reader;
    this.segments = segments;
    this.editions = editions;
  }

  static Snapshot of(DirectoryReader reader, RunsOf runsOf) throws IOException {
    List<Runs> runs = new ArrayList<>();
    TreeSet<Edition> sorted = new TreeSet<>(Edition.NEWEST_FIRST);
    for (LeafReaderContext leaf : reader.leaves()) {
      Runs next = runsOf.of(leaf);
      runs.add(next);
      for (Edition edition : next.editions) {
        if (edition != null) {
          sorted.add(edition);
        }
      }
    }
    List<Edition> editions = List.copyOf(sorted);
    Map<Edition, Integer> ranks = new HashMap<>();
    editions.forEach(edition -> ranks.put(edition, ranks.size()));
    List<Segment> segments = new ArrayList<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      Runs own = runs.get(leaf.ord);
      int[] ownRanks = new int[own.editions.length];
      Arrays.setAll(ownRanks, i -> rank(ranks, own.editions[i]));
      segments.add(new Segment(leaf, own, ownRanks));
    }
    return new Snapshot(reader, List.copyOf(segments), editions);
  }

  private static int rank(Map<Edition, Integer> ranks, @Nullable Edition edition) {
    return edition == null ? -1 : ranks.getOrDefault(edition, -1);
  }

  @Nullable ScopeView lastScope() {
    return lastScope;
  }

  void rememberScope(ScopeView scope) {
    lastScope = scope;
  }

  /** The segment of a document that is numbered over the whole snapshot. */
  Segment segmentOf(int globalDoc) {
    int low = 0;
    int high = segments.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (segments.get(middle).base <= globalDoc) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return segments.get(low);
  }

  /** The rank of the edition of a document. */
  int rankOf(int globalDoc) {
    Segment segment = segmentOf(globalDoc);
    int[] starts = segment.runs.starts;
    int found = Arrays.binarySearch(starts, globalDoc - segment.base);
    return segment.rankOfRun(found >= 0 ? found : -found - 2);
  }
}
