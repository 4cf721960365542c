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

  /** Each has a bit for every document. */
  static final int MAX_SCOPES = 4;

  final DirectoryReader reader;
  final List<Segment> segments;

  /** Newest first: the place of an edition here is its rank. */
  final List<Edition> editions;

  final BlockedDocs blocked;

  /** Newest first. Remembered because queries have few scopes: one for each set of trust levels. */
  private volatile List<ScopeView> scopes = List.of();

  private Snapshot(
      DirectoryReader reader, List<Segment> segments, List<Edition> editions, BlockedDocs blocked) {
    this.reader = reader;
    this.segments = segments;
    this.editions = editions;
    this.blocked = blocked;
  }

  static Snapshot of(DirectoryReader reader, RunsOf runsOf, BlockedDocs blocked)
      throws IOException {
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
    return new Snapshot(reader, List.copyOf(segments), editions, blocked);
  }

  private static int rank(Map<Edition, Integer> ranks, @Nullable Edition edition) {
    return edition == null ? -1 : ranks.getOrDefault(edition, -1);
  }

  List<ScopeView> scopes() {
    return scopes;
  }

  /** Of two threads that remember at once, one may be forgotten: it is looked at again then. */
  void rememberScope(ScopeView scope) {
    List<ScopeView> all = new ArrayList<>(MAX_SCOPES);
    all.add(scope);
    for (ScopeView known : scopes) {
      if (all.size() < MAX_SCOPES) {
        all.add(known);
      }
    }
    scopes = List.copyOf(all);
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
