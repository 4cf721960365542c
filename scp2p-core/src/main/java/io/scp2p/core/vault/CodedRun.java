package io.scp2p.core.vault;

import io.scp2p.core.wire.Bytes;

/**
 * A run of segments as its holders get it.
 *
 * @param run its number
 * @param data of every shard, pieces end to end
 * @param values tree vertices of every shard's pieces end to end, {@link ShardTree#VALUE_BYTES}
 *     each
 */
@SuppressWarnings("ArrayRecordComponent")
public record CodedRun(int run, byte[][] data, Bytes[] values) {}
