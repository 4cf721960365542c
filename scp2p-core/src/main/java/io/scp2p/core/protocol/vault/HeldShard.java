package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;

/**
 * A line of the holder's ledger.
 *
 * @param shard its id
 * @param owner whose it is
 * @param sizeBytes how much room it takes
 * @param pieceLog binary logarithm of the size of its pieces
 * @param pieces how many are durable
 * @param leaseUntilSeconds until when it is kept, Unix time
 * @param hash of the whole; empty while it is open
 * @param ticket goes with every piece
 */
public record HeldShard(
    Bytes shard,
    NodeKey owner,
    long sizeBytes,
    int pieceLog,
    int pieces,
    long leaseUntilSeconds,
    Bytes hash,
    Bytes ticket) {
  /** Whether the owner has a receipt for it. */
  public boolean isSealed() {
    return !hash.isEmpty();
  }

  HeldShard withPieces(int count) {
    return new HeldShard(shard, owner, sizeBytes, pieceLog, count, leaseUntilSeconds, hash, ticket);
  }

  HeldShard withHash(Bytes whole, long leaseUntil) {
    return new HeldShard(shard, owner, sizeBytes, pieceLog, pieces, leaseUntil, whole, ticket);
  }

  HeldShard withLease(long until) {
    return new HeldShard(shard, owner, sizeBytes, pieceLog, pieces, until, hash, ticket);
  }
}
