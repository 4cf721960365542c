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
 * @param transfers of every kind, not yet ended
 * @param shares published
 * @param subscriptions followed
 * @param indexedItems in the search index
 * @param receivedBytes since the start, all paths
 * @param sentBytes since the start, all paths
 * @param budgets of what has a bound: {@code sessions}, {@code serving.requests}, {@code
 *     receive.bytes}, {@code transfer.bytes}, {@code downloads} and {@code publications.waiting};
 *     an engine may name more
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
   * @param name such as {@code sessions}
   * @param used now
   * @param limit never exceeded
   * @param refused how often somebody was turned away for it since the start; 0 where one waits
   *     instead
   */
  public record Budget(String name, long used, long limit, long refused) {}
}
