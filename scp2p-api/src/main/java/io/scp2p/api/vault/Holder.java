package io.scp2p.api.vault;

import io.scp2p.api.id.NodeId;
import java.util.Objects;

/**
 * A peer that stores for others.
 *
 * @param id who
 * @param freeBytes what it offers this node, as it says
 * @param usedBytes what it holds of this node
 * @param auditsPassed proofs of possession given
 * @param auditsFailed proofs of possession not given
 * @param uptime the part of the time it was reachable, 0 to 1
 */
public record Holder(
    NodeId id,
    long freeBytes,
    long usedBytes,
    long auditsPassed,
    long auditsFailed,
    double uptime) {
  /** Requires the id. */
  public Holder {
    Objects.requireNonNull(id, "id");
  }
}
