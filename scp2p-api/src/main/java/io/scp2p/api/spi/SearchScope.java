package io.scp2p.api.spi;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import java.util.Map;
import java.util.Set;

/**
 * Where a query may look: what the index itself does not know.
 *
 * @param weights the shares to search, each with its factor in the score; a share that is not here
 *     is not searched
 * @param blocked contents that no result may show (specification section 13.4)
 */
public record SearchScope(Map<ShareId, Double> weights, Set<ContentId> blocked) {
  /** Takes copies. */
  public SearchScope {
    weights = Map.copyOf(weights);
    blocked = Set.copyOf(blocked);
  }
}
