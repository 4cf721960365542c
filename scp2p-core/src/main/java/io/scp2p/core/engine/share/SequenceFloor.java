package io.scp2p.core.engine.share;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.StoreException;

/**
 * The highest number of a share that this node has seen anywhere, for instance as a follower. An
 * imported key may have signed more than this node knows to have published. May block.
 */
@FunctionalInterface
public interface SequenceFloor {
  /** Knows of nothing but what was published here. */
  SequenceFloor NONE = share -> 0;

  /** The highest number seen, 0 if none. */
  long newest(ShareId share) throws StoreException;
}
