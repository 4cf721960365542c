package io.scp2p.api.transfer;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeId;

/** What one peer fetches of one content from this node. */
public interface Upload extends TransferHandle<UploadResult> {
  /** {@return who fetches} */
  NodeId peer();

  /** {@return what it fetches} */
  ContentId content();
}
