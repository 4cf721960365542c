package io.scp2p.core.engine.share;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What holds for all publications of a node.
 *
 * @param home never published; null for a node without one
 * @param maxItems files in one share
 * @param hashers files read and hashed at the same time, by as many threads of the blocking
 *     executor
 */
public record PublishSettings(@Nullable Path home, long maxItems, int hashers) {
  /** Refuses what cannot work. */
  public PublishSettings {
    if (maxItems < 1 || hashers < 1) {
      throw new IllegalArgumentException("maxItems and hashers must be at least 1");
    }
  }

  ScanRules scanRules() {
    return new ScanRules(home, maxItems);
  }
}
