package io.scp2p.store.search;

import java.util.Arrays;

/**
 * Where the documents of a segment are that can be shown, so that postings leap over the others.
 */
final class Intervals {
  /** A gap between shown documents is leapt over if it is as wide; otherwise walked through. */
  private static final int MIN_LEAP = 512;

  private Intervals() {}

  /**
   * Beginnings and ends, by turns and ascending; gaps that are not worth a leap are in.
   *
   * @param weights by rank; above zero for editions that are shown
   */
  static int[] shown(Segment segment, double[] weights) {
    Runs runs = segment.runs;
    int[] found = new int[16];
    int count = 0;
    for (int run = 0; run < runs.count(); run++) {
      int rank = segment.rankOfRun(run);
      if (rank >= 0 && weights[rank] > 0) {
        int start = runs.starts[run];
        if (count > 0 && start - found[count - 1] < MIN_LEAP) {
          count--;
        } else {
          if (count + 2 > found.length) {
            found = Arrays.copyOf(found, count * 2);
          }
          found[count++] = start;
        }
        found[count++] = runs.starts[run + 1];
      }
    }
    return Arrays.copyOf(found, count);
  }
}
