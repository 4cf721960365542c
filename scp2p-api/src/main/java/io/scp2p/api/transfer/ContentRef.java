package io.scp2p.api.transfer;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import java.util.Objects;

/**
 * Names one content within a share.
 *
 * @param share the share whose manifest mentions it
 * @param content the content
 */
public record ContentRef(ShareId share, ContentId content) {
  /** Requires both. */
  public ContentRef {
    Objects.requireNonNull(share, "share");
    Objects.requireNonNull(content, "content");
  }
}
