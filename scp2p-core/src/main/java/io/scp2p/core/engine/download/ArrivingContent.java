package io.scp2p.core.engine.download;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.content.HashPageLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.ChunkHashList;
import io.scp2p.core.wire.message.HashPage;
import io.scp2p.core.wire.record.ShareItem;
import java.util.List;
import java.util.Optional;

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

  /** Refuses a size that no file has. */
  ArrivingContent {
    if (ChunkLayout.ofClaim(sizeBytes).isEmpty()) {
      throw new IllegalArgumentException("no file has " + sizeBytes + " bytes");
    }
    chunkListHash.requireSize(32, "chunk list hash");
  }

  ChunkLayout layout() {
    return new ChunkLayout(sizeBytes);
  }

  long chunks() {
    return layout().chunkCount();
  }

  /** What a peer says the hashes of its chunks are, if the manifest vouches for that. */
  Optional<ChunkHashes> verified(ChunkHashList answer) {
    ShareItem nameless =
        new ShareItem(contentId, sizeBytes, "", null, null, List.of(), chunks(), chunkListHash);
    return ChunkHashes.verified(nameless, answer);
  }

  /** How its list of hashes is fetched if it is long. */
  HashPageLayout hashPages() {
    return new HashPageLayout(chunks());
  }

  /** Whether the manifest vouches for what a peer says is a page of the hashes. */
  boolean vouchesFor(int page, HashPage answer) {
    return hashPages().verify(chunkListHash, page, answer.hashes(), answer.proof());
  }

  /** Content of one chunk needs no list: the hash of its chunk is its own name. */
  boolean needsHashList() {
    return chunks() > 1;
  }
}
