package io.scp2p.core.engine.catalog;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.DhtKey;
import java.util.Optional;

/** Values that FIND_VALUE can be answered with (specification section 8.4). May block. */
@FunctionalInterface
public interface ValueSource {
  /** The value under a key, which belongs there by section 8.6.1. */
  Optional<Bytes> value(DhtKey key) throws StoreException;
}
