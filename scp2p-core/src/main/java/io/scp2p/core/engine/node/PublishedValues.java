package io.scp2p.core.engine.node;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.dht.OwnValues;
import io.scp2p.core.engine.share.ContentLibrary;
import io.scp2p.core.engine.share.ItemCursor;
import io.scp2p.core.engine.share.PublishedShare;
import io.scp2p.core.engine.share.ShareStore;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareItem;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The shares and contents of this node, as the DHT announces them. */
final class PublishedValues implements OwnValues {
  private static final int PAGE = 4_096;

  private final ShareStore store;
  private final ContentLibrary library;

  PublishedValues(ShareStore store, ContentLibrary library) {
    this.store = store;
    this.library = library;
  }

  @Override
  public List<ShareId> shares() throws StoreException {
    return store.list().stream().map(PublishedShare::id).toList();
  }

  @Override
  public Optional<Published> share(ShareId share) throws StoreException {
    Optional<PublishedShare> found = store.find(share);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    PublishedShare published = found.get();
    Bytes manifest =
        published.fitsV1() ? store.manifest(published.manifestId()).orElse(null) : null;
    return Optional.of(new Published(published.shareKey(), published.head(), manifest));
  }

  @Override
  public void contents(ShareId share, Consumer<ContentId> each) throws StoreException {
    Optional<PublishedShare> found = store.find(share);
    if (found.isEmpty()) {
      return;
    }
    try (ItemCursor items = store.items(share, found.get().seq())) {
      for (ShareItem item = items.next(); item != null; item = items.next()) {
        each.accept(item.contentId());
      }
    }
  }

  @Override
  public void contents(Consumer<ContentId> each) throws StoreException {
    List<ContentId> page = library.contents(null, PAGE);
    while (!page.isEmpty()) {
      page.forEach(each);
      page = library.contents(page.get(page.size() - 1), PAGE);
    }
  }
}
