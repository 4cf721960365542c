package io.scp2p.core.engine.follow;

import io.scp2p.api.id.ShareId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareItem;
import java.util.concurrent.CompletableFuture;

/** Gets small contents into memory. Called on the loop. */
@FunctionalInterface
public interface ContentFetcher {
  /**
   * Gets one item.
   *
   * @param share a share that contains it
   * @param maxBytes more is never asked for; {@link ShareItem#size} is not above it
   * @return completes on the loop; fails with {@link io.scp2p.api.error.Scp2pException}
   */
  CompletableFuture<Bytes> fetch(ShareId share, ShareItem item, int maxBytes);
}
