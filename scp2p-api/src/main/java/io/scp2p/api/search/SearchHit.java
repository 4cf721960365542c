package io.scp2p.api.search;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.transfer.ContentRef;
import java.util.Objects;

/**
 * An item that matches a query.
 *
 * @param share in which share
 * @param item which item
 * @param score comparable only within one query
 * @param snippet a piece of text around the match, cut with dots
 */
public record SearchHit(ShareId share, ShareItem item, double score, String snippet) {
  /** Requires everything. */
  public SearchHit {
    Objects.requireNonNull(share, "share");
    Objects.requireNonNull(item, "item");
    Objects.requireNonNull(snippet, "snippet");
  }

  /** {@return what to open or to download} */
  public ContentRef content() {
    return new ContentRef(share, item.content());
  }
}
