package io.scp2p.core.engine.node;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.engine.catalog.ItemPage;
import io.scp2p.core.engine.download.DownloadSource;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareItem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The catalog, as downloads see it. */
final class CataloguedItems implements DownloadSource {
  private final CatalogStore catalog;

  CataloguedItems(CatalogStore catalog) {
    this.catalog = catalog;
  }

  @Override
  public Optional<ManifestId> newest(ShareId share) throws StoreException {
    return catalog.newest(share).map(version -> version.manifest());
  }

  @Override
  public Page items(ShareId share, @Nullable Bytes after, int count) throws StoreException {
    ItemPage page = catalog.items(share, after, count);
    return new Page(page.items(), page.next());
  }

  @Override
  public Optional<ShareItem> item(ShareId share, ContentId content) throws StoreException {
    return catalog.find(share, content);
  }
}
