package io.scp2p.core.protocol.sync;

import io.scp2p.api.id.ManifestId;
import io.scp2p.core.wire.record.ShareHead;

/** A head that the key of its share has signed. Only {@link HeadCheck} makes one. */
public final class VerifiedHead {
  private final ShareHead head;

  VerifiedHead(ShareHead head) {
    this.head = head;
  }

  /** What was signed, and the signature. */
  public ShareHead head() {
    return head;
  }

  /** Its sequence number, unsigned. */
  public long seq() {
    return head.body().latestSeq();
  }

  /** The manifest it points at. */
  public ManifestId manifestId() {
    return head.body().latestManifestId();
  }
}
