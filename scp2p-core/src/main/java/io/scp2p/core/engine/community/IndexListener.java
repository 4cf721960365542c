package io.scp2p.core.engine.community;

import io.scp2p.api.id.CommunityId;
import java.util.List;

/** Hears, on the loop, what is new in an index. */
@FunctionalInterface
interface IndexListener {
  void changed(CommunityId community, List<CommunityIndex.Change> changes);
}
