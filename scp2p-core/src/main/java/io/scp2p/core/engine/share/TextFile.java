package io.scp2p.core.engine.share;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.share.SharePlan;
import io.scp2p.core.catalog.BadItemPathException;
import io.scp2p.core.catalog.ItemPath;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.crypto.blake3.ContentHasher;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A text as the one file of a share, kept in the store: there is no file it could change in. */
final class TextFile {
  private TextFile() {}

  static HashedFile hashed(SharePlan.Source.Text text) {
    byte[] bytes = text.content().getBytes(StandardCharsets.UTF_8);
    HashPages pages = new HashPages();
    ContentHasher hasher = new ContentHasher((index, hash) -> pages.add(hash));
    ContentId content = ContentId.of(hasher.update(bytes, 0, bytes.length).finish());
    List<byte[]> full = pages.finish();
    StoredContent stored = new StoredContent(bytes.length, pages.listHash());
    List<byte[]> chunks = new ArrayList<>();
    for (ChunkLayout.Span span : stored.layout().spans()) {
      chunks.add(Arrays.copyOfRange(bytes, (int) span.offset(), (int) span.end()));
    }
    return new HashedFile(name(text.name()), null, content, stored, full, null, chunks);
  }

  private static String name(String given) {
    try {
      ItemPath path = ItemPath.normalise(given);
      if (path.text().equals(given) && path.name().equals(given)) {
        return given;
      }
    } catch (BadItemPathException e) {
      throw invalid(e.fault().name());
    }
    throw invalid("it is not a bare file name");
  }

  private static Scp2pException invalid(String why) {
    return new Scp2pException(
        ErrorCode.INVALID_PATH, "A text needs the name of a file: " + why + ".");
  }
}
