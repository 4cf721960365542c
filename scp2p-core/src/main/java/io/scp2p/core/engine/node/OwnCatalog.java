package io.scp2p.core.engine.node;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.ShareVersion;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.catalog.CatalogVersion;
import io.scp2p.core.engine.catalog.ItemSource;
import io.scp2p.core.engine.pages.PageStore;
import io.scp2p.core.engine.share.ItemCursor;
import io.scp2p.core.engine.share.PublishedShare;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What this node publishes, as a part of the catalog that it searches and serves. */
final class OwnCatalog {
  private final NodeCore core;
  private final PageStore pages;
  private final Watching watching;

  OwnCatalog(NodeCore core, PageStore pages, Watching watching) {
    this.core = core;
    this.pages = pages;
    this.watching = watching;
  }

  /** Makes a published version part of the catalog, so that it is found and served. */
  CompletableFuture<Share> adopt(PublishedShare published) {
    return core.threads()
        .offload()
        .call(
            () -> {
              adoptNow(published);
              return published;
            })
        .thenApply(
            adopted -> {
              core.following().ownShare(adopted.id(), true);
              core.threads().loop().post(() -> core.dht().published(adopted.id()));
              watching.changed(adopted.id(), adopted.seq());
              return adopted.toShare(core.hints());
            });
  }

  /** As {@link #adopt}, for whoever may block. */
  void adoptNow(PublishedShare published) throws StoreException {
    ShareId id = published.id();
    try (ItemCursor items = core.shareStore().items(id, published.seq())) {
      CatalogVersion version =
          new CatalogVersion(
              published.id(),
              published.seq(),
              published.manifestId(),
              published.publishedAt(),
              published.expiresAt(),
              published.title(),
              published.description(),
              published.head(),
              published.fitsV1()
                  ? core.shareStore().manifest(published.manifestId()).orElse(null)
                  : null);
      // What changed, if the version before is the one that is in the catalog.
      ShareVersion newest = core.catalog().newest(id).orElse(null);
      Optional<ItemSource> changes =
          newest == null ? Optional.empty() : pages.changes(id, published.seq(), newest.sequence());
      core.catalog()
          .adopt(
              version, changes.orElseGet(() -> new ItemSource.All(new CursorItems(items))), true);
    }
  }

  /** Takes a withdrawn share out of the catalog, unless this node follows it as well. */
  CompletableFuture<Boolean> withdraw(ShareId share) {
    return core.following()
        .get(share)
        .thenApply(subscription -> true)
        .exceptionally(notFollowed -> false)
        .thenCompose(
            followed ->
                core.threads()
                    .offload()
                    .call(
                        () -> {
                          if (followed) {
                            core.catalog().disown(share);
                          } else {
                            core.catalog().remove(share);
                            pages.forget(share);
                          }
                          return followed;
                        }));
  }
}
