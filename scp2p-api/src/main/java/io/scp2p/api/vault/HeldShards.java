package io.scp2p.api.vault;

import io.scp2p.api.id.NodeKey;
import java.time.Instant;
import java.util.Objects;

/**
 * What this node keeps for one owner.
 *
 * @param owner for whom
 * @param shards how many
 * @param usedBytes of them
 * @param quotaBytes what this owner may use
 * @param leaseUntil when the last of its leases ends
 */
public record HeldShards(
    NodeKey owner, long shards, long usedBytes, long quotaBytes, Instant leaseUntil) {
  /** Requires what is not optional. */
  public HeldShards {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(leaseUntil, "leaseUntil");
  }
}
