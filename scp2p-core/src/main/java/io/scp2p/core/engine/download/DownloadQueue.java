package io.scp2p.core.engine.download;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** Which downloads run: the most urgent first, then the oldest. Lives on the loop. */
final class DownloadQueue {
  private static final Comparator<DownloadRun> ORDER =
      Comparator.<DownloadRun>comparingInt(run -> -run.urgency())
          .thenComparingLong(DownloadRun::sequence)
          .thenComparing(run -> run.id().value()); // Two that are equal would be one to the set.

  private final int maxActive;
  private final TreeSet<DownloadRun> waiting = new TreeSet<>(ORDER);
  private final Set<DownloadRun> active = new HashSet<>();

  DownloadQueue(int maxActive) {
    this.maxActive = maxActive;
  }

  /** A download wants to run. */
  void enter(DownloadRun run) {
    waiting.add(run);
    next();
  }

  /** A download rests or is over. Harmless when it was neither waiting nor active. */
  void leave(DownloadRun run) {
    waiting.remove(run);
    if (active.remove(run)) {
      next();
    }
  }

  /** A waiting download changes its place. */
  void reorder(DownloadRun run, Runnable change) {
    boolean was = waiting.remove(run);
    change.run();
    if (was) {
      waiting.add(run);
    }
  }

  private void next() {
    while (active.size() < maxActive && !waiting.isEmpty()) {
      DownloadRun run = waiting.first();
      waiting.remove(run);
      active.add(run);
      run.begin();
    }
  }
}
