package io.scp2p.core.vault;

import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.crypto.blake3.Blake3Tree;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

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
  private static final long GROUP_LEAVES = 256;

  private ShardTree() {}

  /** How many leaves a shard has. */
  public static long leaves(long sizeBytes) {
    return (sizeBytes + LEAF_BYTES - 1) / LEAF_BYTES;
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

  /** Gives the vertices of a tree that a proof needs. */
  public interface Vertices {
    /** The vertex above the leaves {@code from} to {@code to - 1}, a subtree of the whole. */
    byte[] vertex(long from, long to);
  }

  /** Vertices out of those of the pieces, for proofs of whole pieces. */
  public static Vertices ofPieces(Bytes values, int pieceLog) {
    int log = pieceLog - LEAF_LOG;
    return new Vertices() {
      @Override
      public byte[] vertex(long from, long to) {
        long pieces = ((to - from) + (1L << log) - 1) >>> log;
        if (pieces == 1) {
          return values.slice((int) (from >>> log) * VALUE_BYTES, VALUE_BYTES).toArray();
        }
        long middle = from + (Long.highestOneBit(pieces - 1) << log);
        return Blake3Tree.parent(vertex(from, middle), vertex(middle, to));
      }
    };
  }

  /** Vertices inside of one piece out of its data, and all others out of those of the pieces. */
  public static Vertices ofPiece(Bytes values, int pieceLog, long piece, byte[] data) {
    Vertices above = ofPieces(values, pieceLog);
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
  public static Bytes proof(long sizeBytes, long from, long to, Vertices vertices) {
    Deque<byte[]> out = new ArrayDeque<>();
    collect(0, leaves(sizeBytes), from, to, vertices, out);
    byte[] proof = new byte[out.size() * VALUE_BYTES];
    int at = 0;
    for (byte[] value : out) {
      System.arraycopy(value, 0, proof, at, VALUE_BYTES);
      at += VALUE_BYTES;
    }
    return Bytes.wrap(proof);
  }

  private static void collect(
      long lo, long hi, long from, long to, Vertices vertices, Deque<byte[]> out) {
    if (from <= lo && hi <= to) {
      return;
    }
    if (hi <= from || to <= lo) {
      out.add(vertices.vertex(lo, hi));
      return;
    }
    long middle = lo + Long.highestOneBit(hi - lo - 1);
    collect(lo, middle, from, to, vertices, out);
    collect(middle, hi, from, to, vertices, out);
  }

  /**
   * Whether data is a certain range of the shard with this hash. Never throws, whatever a holder
   * sent.
   *
   * @param firstLeaf where the data begins
   */
  public static boolean verify(
      byte[] hash, long sizeBytes, long firstLeaf, Bytes data, Bytes proof) {
    long offset = firstLeaf * LEAF_BYTES;
    if (data.isEmpty() || firstLeaf < 0 || data.size() > sizeBytes - offset) {
      return false;
    }
    boolean reachesEnd = offset + data.size() == sizeBytes;
    if (!reachesEnd && data.size() % LEAF_BYTES != 0) {
      return false;
    }
    byte[] bytes = data.toArray();
    if (bytes.length == sizeBytes) {
      return proof.isEmpty() && Arrays.equals(hash, Blake3.hash(bytes));
    }
    long end = firstLeaf + leaves(bytes.length);
    Rebuilding rebuilding = new Rebuilding(firstLeaf, end, bytes, proof);
    byte[] root = rebuilding.node(0, leaves(sizeBytes), true);
    return root != null && rebuilding.isSpent() && Arrays.equals(hash, root);
  }

  /** Computes the root from a range and a proof. */
  private static final class Rebuilding {
    private final long from;
    private final long to;
    private final byte[] data;
    private final Bytes proof;
    private int spent;

    Rebuilding(long from, long to, byte[] data, Bytes proof) {
      this.from = from;
      this.to = to;
      this.data = data;
      this.proof = proof;
    }

    boolean isSpent() {
      return spent == proof.size();
    }

    /** Null if the proof is too short. */
    byte @Nullable [] node(long lo, long hi, boolean root) {
      if (hi <= from || to <= lo) {
        if (proof.size() - spent < VALUE_BYTES) {
          return null;
        }
        spent += VALUE_BYTES;
        return proof.slice(spent - VALUE_BYTES, VALUE_BYTES).toArray();
      }
      if (from <= lo && hi <= to && hi - lo <= GROUP_LEAVES) {
        int at = (int) (lo - from) * LEAF_BYTES;
        int length = (int) Math.min(data.length - at, (hi - lo) * LEAF_BYTES);
        return Blake3Tree.subtree(data, at, length, lo);
      }
      long middle = lo + Long.highestOneBit(hi - lo - 1);
      byte[] left = node(lo, middle, false);
      byte[] right = left == null ? null : node(middle, hi, false);
      if (left == null || right == null) {
        return null;
      }
      return root ? Blake3Tree.root(left, right) : Blake3Tree.parent(left, right);
    }
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
