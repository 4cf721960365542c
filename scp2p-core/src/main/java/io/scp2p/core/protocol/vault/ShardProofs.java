package io.scp2p.core.protocol.vault;

import io.scp2p.core.vault.ShardTree;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.Possession;
import io.scp2p.core.wire.vault.ShardPieces;

/** A holder's answers with their proofs (section V6). Slow: hashes. */
public final class ShardProofs {
  private ShardProofs() {}

  /**
   * Answers 623.
   *
   * @param values the vertices of all pieces of the shard
   * @param data the pieces, as read
   */
  public static ShardPieces pieces(HeldShard shard, long first, Bytes values, Bytes data) {
    long leaf = first << (shard.pieceLog() - 10);
    Bytes proof =
        ShardTree.proof(
            shard.sizeBytes(),
            leaf,
            leaf + ShardTree.leaves(data.size()),
            ShardTree.ofPieces(values, shard.pieceLog()));
    return new ShardPieces(shard.sizeBytes(), proof, data);
  }

  /** The piece that holds a leaf. */
  public static long pieceOf(HeldShard shard, long leaf) {
    return leaf >>> (shard.pieceLog() - 10);
  }

  /**
   * Answers 624.
   *
   * @param piece the whole piece that holds the leaf, as read
   */
  public static Possession leaf(HeldShard shard, long leaf, Bytes values, byte[] piece) {
    long number = pieceOf(shard, leaf);
    Bytes proof =
        ShardTree.proof(
            shard.sizeBytes(),
            leaf,
            leaf + 1,
            ShardTree.ofPiece(values, shard.pieceLog(), number, piece));
    int at = (int) ((leaf * ShardTree.LEAF_BYTES) - (number << shard.pieceLog()));
    int length = Math.min(ShardTree.LEAF_BYTES, piece.length - at);
    return new Possession(shard.sizeBytes(), proof, Bytes.wrap(piece, at, length));
  }

  /** The bytes of some pieces of a shard. */
  public static int bytes(HeldShard shard, long first, int count) {
    long from = first << shard.pieceLog();
    return (int) Math.min((long) count << shard.pieceLog(), shard.sizeBytes() - from);
  }
}
