package io.scp2p.api.transfer;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeId;
import java.util.Objects;

/**
 * What a peer has fetched.
 *
 * @param transfer which upload
 * @param peer who fetched
 * @param content what
 * @param sentBytes how many, repeated ones included
 */
public record UploadResult(TransferId transfer, NodeId peer, ContentId content, long sentBytes) {
  /** Requires everything. */
  public UploadResult {
    Objects.requireNonNull(transfer, "transfer");
    Objects.requireNonNull(peer, "peer");
    Objects.requireNonNull(content, "content");
  }
}
