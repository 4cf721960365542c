package io.scp2p.core.engine.share;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.record.ShareItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file whose content is known.
 *
 * @param pages its chunk hashes; null if they are in the store already
 * @param record what the file was; null for a text
 * @param text the chunks of a text, none for a file
 */
record HashedFile(
    String name,
    @Nullable String path,
    ContentId content,
    StoredContent stored,
    @Nullable List<byte[]> pages,
    @Nullable FileRecord record,
    List<byte[]> text) {

  ShareItem item(List<String> tags) {
    return new ShareItem(
        content,
        stored.sizeBytes(),
        name,
        path,
        MimeTypes.of(name),
        tags,
        stored.layout().chunkCount(),
        stored.chunkListHash());
  }

  /** Names of files are private. */
  @Override
  public String toString() {
    return "HashedFile[" + content + "]";
  }
}
