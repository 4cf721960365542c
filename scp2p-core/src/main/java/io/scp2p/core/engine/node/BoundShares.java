package io.scp2p.core.engine.node;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.community.OwnShares;
import io.scp2p.core.engine.share.ItemCursor;
import io.scp2p.core.engine.share.PublishedShare;
import io.scp2p.core.engine.share.ShareStore;
import io.scp2p.core.wire.record.ShareItem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The shares of this node, as communities list them. */
final class BoundShares implements OwnShares {
  /** Files whose tags count for the share: the tags of a plan are those of every file. */
  private static final int FILES = 16;

  private final ShareStore store;

  BoundShares(ShareStore store) {
    this.store = store;
  }

  @Override
  public List<Bound> boundTo(CommunityId community) throws StoreException {
    List<Bound> bound = new ArrayList<>();
    for (PublishedShare share : store.list()) {
      if (share.isListedIn(community)) {
        bound.add(
            new Bound(
                share.shareKey(),
                share.seq(),
                share.manifestId(),
                share.publishedAt(),
                share.title(),
                share.description(),
                tags(share)));
      }
    }
    return bound;
  }

  private List<String> tags(PublishedShare share) throws StoreException {
    Set<String> tags = new LinkedHashSet<>();
    try (ItemCursor items = store.items(share.id(), share.seq())) {
      ShareItem item = items.next();
      for (int i = 0; i < FILES && item != null; i++) {
        tags.addAll(item.tags());
        item = items.next();
      }
    }
    return List.copyOf(tags);
  }
}
