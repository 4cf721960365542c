/**
 * Private files on other people's machines: encrypted, split into shards, spread over holders,
 * repaired.
 *
 * <p>Holders learn sizes and nothing else. Any {@code dataShards} of the shards bring a file back.
 * This node keeps no shard of its own files.
 */
@Preview
@NullMarked
package io.scp2p.api.vault;

import io.scp2p.api.Preview;
import org.jspecify.annotations.NullMarked;
