package io.scp2p.store.search;

/** Finds the edition of documents that are asked for in ascending order. */
final class RunWalker {
  private final Segment segment;
  private int run = -1;
  private int end;
  private int rank = -1;

  RunWalker(Segment segment) {
    this.segment = segment;
  }

  /** The rank of the edition of a document, or -1 if it is no item. */
  int rankOf(int doc) {
    while (doc >= end) {
      run++;
      end = segment.runs.starts[run + 1];
      if (doc < end) {
        rank = segment.rankOfRun(run);
      }
    }
    return rank;
  }
}
