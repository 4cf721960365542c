package io.scp2p.core.protocol.sync;

import io.scp2p.api.id.NodeKey;
import java.util.List;

/** What a look for a newer version is told. */
public sealed interface SyncInput {
  /**
   * Whom to ask, best first; may come several times. Nobody is asked before the first one.
   *
   * @param peers those already known are left out
   * @param complete whether this was the last
   */
  record Peers(List<NodeKey> peers, boolean complete) implements SyncInput {
    /** Copies the list. */
    public Peers {
      peers = List.copyOf(peers);
    }
  }

  /**
   * What came of one question.
   *
   * @param ask its number, from the effect
   */
  record Answered(long ask, Finding finding) implements SyncInput {}

  /** What came of the attempt to get a catalog. */
  record CatalogTried(CatalogOutcome outcome) implements SyncInput {}

  /** What the own store has of the manifest. */
  record CacheRead(Finding finding) implements SyncInput {}

  /** Nobody is interested any more. */
  record Cancelled() implements SyncInput {}
}
