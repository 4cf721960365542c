package io.scp2p.core.vault.catalog;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.vault.VaultLimits;
import java.util.Arrays;

/**
 * One placement of one shard: an element of a grow-only set.
 *
 * @param index of the shard
 * @param generation counts the placements of this shard
 * @param holder who was asked to keep it
 * @param shard its id there; kept here so that it can be deleted when the file key is gone
 */
public record Replica(int index, long generation, NodeKey holder, Bytes shard)
    implements Comparable<Replica> {
  /** Refuses what has no stored form. */
  public Replica {
    UnsignedRange.require("index", index, UnsignedRange.MAX_U8);
    UnsignedRange.require("generation", generation, Long.MAX_VALUE);
    shard.requireSize(VaultLimits.SHARD_ID_BYTES, "shard id");
  }

  @Override
  public int compareTo(Replica other) {
    int order = Integer.compare(index, other.index);
    if (order == 0) {
      order = Long.compare(generation, other.generation);
    }
    if (order == 0) {
      order = holder.compareTo(other.holder);
    }
    return order != 0 ? order : Arrays.compareUnsigned(shard.toArray(), other.shard.toArray());
  }
}
