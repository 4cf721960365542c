package io.scp2p.core.protocol.sync;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ShareKey;
import io.scp2p.core.catalog.HeadSeal;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.protocol.dht.DhtValues;
import io.scp2p.core.protocol.dht.DhtVerdict;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.ShareHead;
import java.util.Optional;

/** What an answer to FIND_VALUE for a share head is worth (quirks ). Verifies always. */
public final class HeadCheck {
  private HeadCheck() {}

  /** Examines an answer, against the key that the link carries. */
  public static Finding examine(ShareKey shareKey, FindValueResult answer) {
    DhtEntry entry = answer.value();
    if (entry == null) {
      return new Finding.Nothing();
    }
    DhtKey key = DhtKeys.shareHead(shareKey.id());
    // Every node validates what it returns (section 8.4), so a value out of place is no accident.
    if (!entry.key().equals(key)
        || !(DhtValues.validate(key, entry.value()) instanceof DhtVerdict.Accepted accepted)
        || !(accepted.value() instanceof ShareHead head)) {
      return new Finding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
    }
    return verify(shareKey, head)
        .<Finding>map(Finding.Head::new)
        .orElseGet(Finding.ForgedHead::new);
  }

  /** The head, if the key has signed it. */
  public static Optional<VerifiedHead> verify(ShareKey shareKey, ShareHead head) {
    return HeadSeal.verify(head, shareKey).isEmpty()
        ? Optional.of(new VerifiedHead(head))
        : Optional.empty();
  }
}
