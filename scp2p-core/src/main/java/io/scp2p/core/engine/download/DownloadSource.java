package io.scp2p.core.engine.download;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareItem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What there is to download: the catalog, seen from downloads. Every method may block. */
public interface DownloadSource {
  /** The newest version of a share that this node has, followed or published. */
  Optional<ManifestId> newest(ShareId share) throws StoreException;

  /**
   * Items of the newest version of a share.
   *
   * @param after where the page before ended, or null for the first
   */
  Page items(ShareId share, @Nullable Bytes after, int count) throws StoreException;

  /** An item with a content, of the newest version of a share. */
  Optional<ShareItem> item(ShareId share, ContentId content) throws StoreException;

  /**
   * Some items.
   *
   * @param next where to go on, or null after the last
   */
  record Page(List<ShareItem> items, @Nullable Bytes next) {}
}
