package io.scp2p.core.content;

import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.crypto.blake3.Blake3Tree;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;

/**
 * How a chunk hash list that is too long for one answer is cut into pages (extension X5.3). A page
 * of {@value #PAGE_HASHES} hashes is a subtree of the BLAKE3 tree over the list, so it can be
 * proved on its own to belong to the chunk list hash that a manifest vouches for.
 *
 * @param chunks of the content, a u32
 */
public record HashPageLayout(long chunks) {
  /** The longest list that fits an answer of 1 MiB in its shortest form (section 12.6). */
  public static final int MAX_WHOLE_LIST = 30_800;

  /** Hashes on a page: 256 KiB, as much as a chunk. */
  public static final int PAGE_HASHES = 8_192;

  /** The number of chunks travels as u32 (section 9.1). */
  public static final long MAX_CHUNKS = UnsignedRange.MAX_U32;

  private static final int HASH_BYTES = Blake3.HASH_BYTES;
  private static final int PAGE_LOG = 18;
  private static final int PAGE_LEAVES = 1 << (PAGE_LOG - 10);

  /** Refuses what no transfer can have. */
  public HashPageLayout {
    if (chunks < 0 || chunks > MAX_CHUNKS) {
      throw new IllegalArgumentException(chunks + " chunks");
    }
  }

  /** Whether the list has to be asked for in pages. */
  public boolean isPaged() {
    return chunks > MAX_WHOLE_LIST;
  }

  /** How many pages there are. */
  public int pages() {
    return (int) ((chunks + PAGE_HASHES - 1) / PAGE_HASHES);
  }

  /** The first chunk whose hash is on a page. */
  public long first(int page) {
    return (long) page * PAGE_HASHES;
  }

  /** How many hashes a page holds. */
  public int count(int page) {
    return (int) Math.min(PAGE_HASHES, chunks - first(page));
  }

  /** The longest proof: a vertex for each level of the tree above the pages. */
  public int maxProofBytes() {
    return pages() <= 1 ? 0 : (32 - Integer.numberOfLeadingZeros(pages() - 1)) * HASH_BYTES;
  }

  /** The vertex of a page in the tree, from which proofs of all pages are made. */
  public static byte[] value(int page, Bytes hashes) {
    return Blake3Tree.subtree(hashes.toArray(), 0, hashes.size(), (long) page * PAGE_LEAVES);
  }

  /**
   * The proof of a page.
   *
   * @param values the vertices of all pages, end to end
   */
  public Bytes proof(int page, Bytes values) {
    long from = (long) page * PAGE_LEAVES;
    long to = Math.min(from + PAGE_LEAVES, TreeProof.leaves(chunks * HASH_BYTES));
    return TreeProof.of(chunks * HASH_BYTES, from, to, TreeProof.ofPieces(values, PAGE_LOG));
  }

  /** Whether hashes are a certain page of the list. Never throws, whatever a peer sent. */
  public boolean verify(Bytes listHash, int page, Bytes hashes, Bytes proof) {
    if (page < 0 || page >= pages() || hashes.size() != count(page) * HASH_BYTES) {
      return false;
    }
    long leaf = (long) page * PAGE_LEAVES;
    return TreeProof.verify(listHash.toArray(), chunks * HASH_BYTES, leaf, hashes, proof);
  }
}
