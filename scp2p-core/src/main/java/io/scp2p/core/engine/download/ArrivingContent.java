package io.scp2p.core.engine.download;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareItem;

/**
 * What a signed manifest says about a content that is to arrive.
 *
 * @param contentId hash of the whole
 * @param sizeBytes of the whole
 * @param chunkListHash hash of the concatenated chunk hashes
 */
record ArrivingContent(ContentId contentId, long sizeBytes, Bytes chunkListHash) {
  /**
   * The facts of an item.
   *
   * @throws IllegalArgumentException if no file has this size
   */
  static ArrivingContent of(ShareItem item) {
    return new ArrivingContent(item.contentId(), item.size(), item.chunkListHash());
  }

  ArrivingContent {
    chunkListHash.requireSize(32, "chunk list hash");
  }

  ChunkLayout layout() {
    return new ChunkLayout(sizeBytes);
  }

  long chunks() {
    return layout().chunkCount();
  }

  /** Content of one chunk needs no list: the hash of its chunk is its own name. */
  boolean needsHashList() {
    return chunks() > 1;
  }
}
