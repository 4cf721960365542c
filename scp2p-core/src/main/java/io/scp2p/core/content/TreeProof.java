package io.scp2p.core.content;

import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.crypto.blake3.Blake3Tree;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Proofs that a range belongs to something whose BLAKE3 hash is known: the vertices of the hash
 * tree beside the range, from left to right. Whoever knows the size can compute the root from range
 * and proof, and no other bytes at that place fit. A proof says nothing of the size. Leaves have
 * 1,024 bytes.
 */
public final class TreeProof {
  private static final int VALUE_BYTES = Blake3Tree.VALUE_BYTES;
  private static final int LEAF_BYTES = Blake3Tree.LEAF_SIZE_BYTES;
  private static final int LEAF_LOG = 10;
  private static final long GROUP_LEAVES = 256;

  private TreeProof() {}

  /** How many leaves something has. */
  public static long leaves(long sizeBytes) {
    return (sizeBytes + LEAF_BYTES - 1) / LEAF_BYTES;
  }

  /** Gives the vertices of a tree that a proof needs. */
  public interface Vertices {
    /** The vertex above the leaves {@code from} to {@code to - 1}, a subtree of the whole. */
    byte[] vertex(long from, long to);
  }

  /**
   * Vertices out of those of pieces of 2^{@code pieceLog} bytes, end to end, for proofs of whole
   * pieces.
   */
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

  /** The proof for the leaves {@code from} to {@code to - 1} of something so long. */
  public static Bytes of(long sizeBytes, long from, long to, Vertices vertices) {
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
   * Whether data is a certain range of what has this hash and size. Never throws, whatever a peer
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
}
