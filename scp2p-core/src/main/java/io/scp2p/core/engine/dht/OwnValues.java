package io.scp2p.core.engine.dht;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareHead;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a node has to announce. Every method may block. */
public interface OwnValues {
  /**
   * A published share.
   *
   * @param manifest if it fits a value of the DHT (section 9.6)
   */
  record Published(ShareKey key, ShareHead head, @Nullable Bytes manifest) {}

  /** The shares of this node. */
  List<ShareId> shares() throws StoreException;

  /** One of them as it is now. */
  Optional<Published> share(ShareId share) throws StoreException;

  /** Every content of a share. */
  void contents(ShareId share, Consumer<ContentId> each) throws StoreException;

  /** Every content of this node, downloaded ones as well. */
  void contents(Consumer<ContentId> each) throws StoreException;
}
