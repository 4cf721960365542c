package io.scp2p.api.diagnostics;

import io.scp2p.api.ApiVersion;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Numbers of one moment.
 *
 * @param version of the API
 * @param uptime since the node was started
 * @param knownPeers in the peer database
 * @param sessions open now
 * @param transfers not yet ended
 * @param shares published
 * @param subscriptions followed
 * @param indexedItems in the search index
 * @param receivedBytes since the start, all paths
 * @param sentBytes since the start, all paths
 * @param budgets everything that has a bound, and how much of it is used
 */
public record NodeSnapshot(
    ApiVersion version,
    Duration uptime,
    int knownPeers,
    int sessions,
    int transfers,
    int shares,
    int subscriptions,
    long indexedItems,
    long receivedBytes,
    long sentBytes,
    List<Budget> budgets) {
  /** Takes a copy of the budgets. */
  public NodeSnapshot {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(uptime, "uptime");
    budgets = List.copyOf(budgets);
  }

  /**
   * One bound.
   *
   * @param name such as {@code sessions} or {@code bufferBytes}
   * @param used now
   * @param limit never exceeded
   * @param refused how often it was hit since the start
   */
  public record Budget(String name, long used, long limit, long refused) {}
}
