package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import java.util.Set;

/**
 * A node that might keep a shard.
 *
 * @param holder who
 * @param domains what fails together with it, besides itself: its network, its operator's label
 * @param freeBytes what it offers
 * @param reputation 0 to 1, see {@link HolderRecord#reputation}
 */
public record Candidate(NodeKey holder, Set<String> domains, long freeBytes, double reputation) {
  /** Copies the set. */
  public Candidate {
    domains = Set.copyOf(domains);
  }
}
