package io.scp2p.core.vault;

import io.scp2p.core.content.TreeProof;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.crypto.blake3.Blake3Tree;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The BLAKE3 tree of a shard (section V6): its root is the shard's hash, its leaves have 1,024
 * bytes, and a piece is a subtree. A proof for a range of leaves is the list of vertices beside it,
 * from left to right; whoever knows the size can compute the root from range and proof, and no
 * other bytes at that place fit. A proof says nothing of the size: the owner knows it.
 */
public final class ShardTree {
  /** Of a vertex. */
  public static final int VALUE_BYTES = Blake3Tree.VALUE_BYTES;

  /** Of a leaf. */
  public static final int LEAF_BYTES = Blake3Tree.LEAF_SIZE_BYTES;

  private static final int LEAF_LOG = 10;

  private ShardTree() {}

  /** How many leaves a shard has. */
  public static long leaves(long sizeBytes) {
    return TreeProof.leaves(sizeBytes);
  }

  /** How many pieces a shard has. */
  public static long pieces(long sizeBytes, int pieceLog) {
    return (sizeBytes + (1L << pieceLog) - 1) >>> pieceLog;
  }

  /**
   * The vertices of pieces that follow each other, end to end. The vertex of an only piece is the
   * root.
   */
  public static Bytes values(long sizeBytes, int pieceLog, long firstPiece, byte[] data) {
    int piece = 1 << pieceLog;
    int count = (data.length + piece - 1) / piece;
    byte[] values = new byte[count * VALUE_BYTES];
    for (int i = 0; i < count; i++) {
      int length = Math.min(piece, data.length - i * piece);
      byte[] value =
          sizeBytes <= piece
              ? Blake3.hash(data)
              : Blake3Tree.subtree(
                  data, i * piece, length, (firstPiece + i) << (pieceLog - LEAF_LOG));
      System.arraycopy(value, 0, values, i * VALUE_BYTES, VALUE_BYTES);
    }
    return Bytes.wrap(values);
  }

  /** Vertices out of those of the pieces, for proofs of whole pieces. */
  public static TreeProof.Vertices ofPieces(Bytes values, int pieceLog) {
    return TreeProof.ofPieces(values, pieceLog);
  }

  /** Vertices inside of one piece out of its data, and all others out of those of the pieces. */
  public static TreeProof.Vertices ofPiece(Bytes values, int pieceLog, long piece, byte[] data) {
    TreeProof.Vertices above = ofPieces(values, pieceLog);
    long first = piece << (pieceLog - LEAF_LOG);
    long end = first + leaves(data.length);
    return (from, to) -> {
      if (from < first || to > end || (from == first && to == end)) {
        return above.vertex(from, to);
      }
      int at = (int) (from - first) * LEAF_BYTES;
      int length = Math.min(data.length - at, (int) (to - from) * LEAF_BYTES);
      return Blake3Tree.subtree(data, at, length, from);
    };
  }

  /** The proof for the leaves {@code from} to {@code to - 1} of a shard. */
  public static Bytes proof(long sizeBytes, long from, long to, TreeProof.Vertices vertices) {
    return TreeProof.of(sizeBytes, from, to, vertices);
  }

  /**
   * Whether data is a certain range of the shard with this hash. Never throws, whatever a holder
   * sent.
   *
   * @param firstLeaf where the data begins
   */
  public static boolean verify(
      byte[] hash, long sizeBytes, long firstLeaf, Bytes data, Bytes proof) {
    return TreeProof.verify(hash, sizeBytes, firstLeaf, data, proof);
  }

  /** Computes the hash of a shard from the vertices of its pieces, in memory for a few of them. */
  public static final class Growing {
    private final Deque<byte[]> stack = new ArrayDeque<>();
    private long count;

    /** Adds the vertices of the next pieces, end to end. */
    public void add(Bytes values) {
      for (int at = 0; at < values.size(); at += VALUE_BYTES) {
        // A parent is made only when something follows it: the last one would have to be the root.
        for (long left = count; left > 0 && (left & 1) == 0; left >>>= 1) {
          byte[] right = stack.pop();
          stack.push(Blake3Tree.parent(stack.pop(), right));
        }
        stack.push(values.slice(at, VALUE_BYTES).toArray());
        count++;
      }
    }

    /** How many pieces were added. */
    public long count() {
      return count;
    }

    /** The hash of the shard, all of whose pieces were added. Leaves this as it is. */
    public byte[] root() {
      Deque<byte[]> rest = new ArrayDeque<>(stack);
      byte[] right = rest.pop();
      while (rest.size() > 1) {
        right = Blake3Tree.parent(rest.pop(), right);
      }
      return rest.isEmpty() ? right : Blake3Tree.root(rest.pop(), right);
    }
  }
}
