package io.scp2p.core.protocol.transfer;

import io.scp2p.core.content.HashPageLayout;
import java.util.BitSet;

/**
 * How a chunk hash list is fetched. A list that a v1 node can send is one page; a longer one comes
 * in pages of {@value #PAGE_HASHES} hashes, which the engine keeps on disk. A single chunk needs no
 * list: its hash is the content id (section 1.2).
 */
public final class HashPages {
  /** The longest list that is asked for as a whole. */
  public static final int MAX_SINGLE_PAGE = HashPageLayout.MAX_WHOLE_LIST;

  /** Hashes on a page of a longer list. */
  public static final int PAGE_HASHES = HashPageLayout.PAGE_HASHES;

  private final int chunkCount;
  private final int pageHashes;
  private final BitSet known = new BitSet();

  /** The pages of a content, of which none is there. */
  public HashPages(int chunkCount) {
    this.chunkCount = chunkCount;
    this.pageHashes = chunkCount <= MAX_SINGLE_PAGE ? MAX_SINGLE_PAGE : PAGE_HASHES;
  }

  /** How many pages there are to be fetched. */
  public int count() {
    return chunkCount <= 1 ? 0 : (chunkCount - 1) / pageHashes + 1;
  }

  /** The page that holds the hash of a chunk. */
  public int pageOf(int chunk) {
    return chunk / pageHashes;
  }

  /** The first chunk whose hash is on a page. */
  public int firstChunk(int page) {
    return page * pageHashes;
  }

  /** How many hashes a page holds. */
  public int hashCount(int page) {
    return Math.min(pageHashes, chunkCount - firstChunk(page));
  }

  boolean coversWhole() {
    return count() <= 1;
  }

  boolean isKnown(int page) {
    return chunkCount <= 1 || known.get(page);
  }

  void add(int page) {
    known.set(page);
  }

  void remove(int page) {
    known.clear(page);
  }

  void addAll(BitSet pages) {
    known.or(pages);
    known.clear(count(), Math.max(count(), known.length()));
  }
}
