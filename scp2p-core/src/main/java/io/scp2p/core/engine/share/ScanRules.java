package io.scp2p.core.engine.share;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every scan of a node.
 *
 * @param home never published, since it has the keys; null for a node without one
 * @param maxItems files in one share
 */
record ScanRules(@Nullable Path home, long maxItems) {
  /**
   * Folders and whatever else is looked at, for each file that is allowed. Links inside a folder
   * can make more paths of it than there are atoms.
   */
  private static final long ENTRIES_PER_ITEM = 4;

  private static final long MIN_ENTRIES = 10_000;

  long maxEntries() {
    return Math.max(MIN_ENTRIES, ENTRIES_PER_ITEM * maxItems);
  }
}
