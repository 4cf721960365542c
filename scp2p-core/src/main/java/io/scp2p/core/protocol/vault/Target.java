package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;

/**
 * Where a shard goes.
 *
 * @param index of the shard
 * @param generation counts the placements of this shard
 * @param holder who is asked to keep it
 * @param shard its id there
 */
public record Target(int index, long generation, NodeKey holder, Bytes shard) {}
