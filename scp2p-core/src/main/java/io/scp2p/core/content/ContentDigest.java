package io.scp2p.core.content;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.record.ShareItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one pass over a file yields (specification section 1.2).
 *
 * @param contentId hash of the whole file
 * @param fileBytes its size
 * @param chunks the hash of each of its chunks
 */
public record ContentDigest(ContentId contentId, long fileBytes, ChunkHashes chunks) {
  /**
   * The manifest item for this content (section 9.1), without tags, as the reference publishes.
   *
   * @param name bare file name
   * @param path normalised path in a folder share, or null
   * @param mime media type, or null if unknown
   */
  public ShareItem item(String name, @Nullable String path, @Nullable String mime) {
    return new ShareItem(
        contentId, fileBytes, name, path, mime, List.of(), chunks.count(), chunks.listHash());
  }
}
