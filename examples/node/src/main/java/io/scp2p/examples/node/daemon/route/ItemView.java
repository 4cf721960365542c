package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.ShareItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One file of a share, and where it can be read. */
record ItemView(
    ContentId content,
    String name,
    @Nullable String path,
    long sizeBytes,
    @Nullable String mimeType,
    List<String> tags,
    @Nullable String contentUrl) {
  static ItemView of(ShareId share, ShareItem item) {
    return of(item, "/content/" + item.content() + "?share=" + share);
  }

  /** An item that cannot be read here, or not yet. */
  static ItemView offered(ShareItem item) {
    return of(item, null);
  }

  private static ItemView of(ShareItem item, @Nullable String url) {
    return new ItemView(
        item.content(),
        item.name(),
        item.path(),
        item.sizeBytes(),
        item.mimeType(),
        item.tags(),
        url);
  }

  /** Where it stands within its share. */
  static String place(ShareItem item) {
    String path = item.path();
    return path == null ? item.name() : path;
  }
}
