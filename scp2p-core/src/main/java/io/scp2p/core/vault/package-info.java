/**
 * What the vault's bytes look like: file keys, segments, pieces, shards and their proofs, recovery
 * words (docs/vault-protocol.md sections V4 to V7). Pure: no I/O, no clock, entropy as a parameter.
 *
 * <pre>
 * file ─► segments ─► AES-256-GCM ─► k pieces each ─► Reed-Solomon ─► k + m pieces
 *                                      piece i of every segment, end to end = shard i
 * </pre>
 */
@NullMarked
package io.scp2p.core.vault;

import org.jspecify.annotations.NullMarked;
