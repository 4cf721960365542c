package io.scp2p.core.engine.share;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import java.util.Optional;

/** Manifests of others that this node has: followed and fetched ones. May block. */
@FunctionalInterface
public interface ManifestLookup {
  /** Knows none. */
  ManifestLookup NONE = id -> Optional.empty();

  /** The encoded manifest, in the reference's form. */
  Optional<Bytes> find(ManifestId id) throws StoreException;
}
