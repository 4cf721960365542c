package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;

/**
 * Where a shard is.
 *
 * @param index of the shard
 * @param holder who has signed for it
 * @param shard its id there
 * @param hash what it must have
 * @param suspect whether it has failed a proof: asked last, for the pieces that are still right
 */
public record Source(int index, NodeKey holder, Bytes shard, Bytes hash, boolean suspect) {
  /** A shard that has failed nothing. */
  public Source(int index, NodeKey holder, Bytes shard, Bytes hash) {
    this(index, holder, shard, hash, false);
  }
}
