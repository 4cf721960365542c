package io.scp2p.core.engine.pages;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.catalog.pages.CatalogChanges;
import io.scp2p.core.catalog.pages.CatalogRoot;
import io.scp2p.core.catalog.pages.ManifestSkeleton;
import io.scp2p.core.catalog.pages.SignedRoot;
import io.scp2p.core.engine.Lookups;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.engine.share.ManifestLookup;
import io.scp2p.core.protocol.catalog.CatalogOffer;
import io.scp2p.core.protocol.catalog.GetCatalog;
import io.scp2p.core.protocol.catalog.GetPages;
import io.scp2p.core.protocol.catalog.HeadChanged;
import io.scp2p.core.protocol.catalog.Noted;
import io.scp2p.core.protocol.catalog.Pages;
import io.scp2p.core.protocol.catalog.WatchShares;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Responder;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ShareHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers 680 to 685, for shares of this node and for those it follows: whoever follows a share
 * hands its catalog on. The store is asked on the blocking executor.
 */
public final class CatalogServices {
  /** The catalog, or this version of it, is not here. */
  static final String NOT_FOUND_TEXT = "catalog not found";

  private final PageStore pages;
  private final CatalogStore catalog;
  private final ManifestLookup manifests;
  private final Lookups lookups;
  private final BiConsumer<NodeKey, List<ShareId>> watchers;
  private final Consumer<HeadChanged> news;

  /**
   * Services of one node.
   *
   * @param manifests own and followed manifests
   * @param watchers told, on the loop, who wants to hear of which shares
   * @param news told, on the loop, what peers say
   */
  public CatalogServices(
      PageStore pages,
      CatalogStore catalog,
      ManifestLookup manifests,
      Offload offload,
      BiConsumer<NodeKey, List<ShareId>> watchers,
      Consumer<HeadChanged> news) {
    this.pages = pages;
    this.catalog = catalog;
    this.manifests = manifests;
    this.lookups = new Lookups(offload);
    this.watchers = watchers;
    this.news = news;
  }

  /** Takes on 680, 682, 684 and 685. */
  public ServiceRegistry.Builder addTo(ServiceRegistry.Builder registry) {
    return registry
        .serve(
            GetCatalog.class,
            (request, from, to) -> lookups.answer(to, NOT_FOUND_TEXT, () -> offer(request)))
        .serve(
            GetPages.class,
            (request, from, to) -> lookups.answer(to, NOT_FOUND_TEXT, () -> pages(request)))
        .serve(WatchShares.class, (request, from, to) -> watch(request, from.key(), to))
        .serve(HeadChanged.class, (request, from, to) -> heard(request, to));
  }

  private Optional<CatalogOffer> offer(GetCatalog request) throws StoreException {
    Optional<SignedRoot> signed = pages.root(request.share());
    Optional<ShareHead> head = catalog.head(request.share());
    if (signed.isEmpty() || head.isEmpty()) {
      return Optional.empty();
    }
    CatalogRoot root = signed.get().root();
    ShareHead.Body newest = head.get().body();
    boolean ofTheHead =
        root.seq() == newest.latestSeq() && root.manifest().equals(newest.latestManifestId());
    Optional<Bytes> manifest =
        ofTheHead && !U64.isLess(root.seq(), request.seq())
            ? manifests.find(root.manifest())
            : Optional.empty();
    if (manifest.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CatalogOffer(
            head.get().encoded(IdForm.COMPACT),
            root.bytes(),
            signed.get().signature(),
            skeleton(manifest.get()),
            changes(request).map(CatalogChanges::bytes).orElse(null)));
  }

  private Optional<CatalogChanges> changes(GetCatalog request) throws StoreException {
    GetCatalog.Base base = request.base();
    return base == null ? Optional.empty() : pages.since(request.share(), base.seq(), base.root());
  }

  private static Bytes skeleton(Bytes manifest) throws StoreException {
    try {
      return ManifestSkeleton.strip(Manifest.decode(manifest)).encoded(IdForm.COMPACT);
    } catch (WireException damaged) {
      throw new StoreException(
          StoreException.Reason.CORRUPT, "a manifest in the store is damaged", damaged);
    }
  }

  private Optional<Pages> pages(GetPages request) throws StoreException {
    if (pages.root(request.share()).isEmpty()) {
      return Optional.empty(); // Pages of what is only half here, or not any more, are not served.
    }
    List<Bytes> found = new ArrayList<>();
    int bytes = 0;
    for (Bytes hash : request.hashes()) {
      if (bytes >= Pages.ROOM_BYTES) {
        break;
      }
      Bytes page = pages.page(request.share(), hash).map(Bytes::wrap).orElse(Bytes.EMPTY);
      found.add(page);
      bytes += page.size();
      if (page.isEmpty()) {
        break; // Whoever asks wants to know that this version has gone, and nothing else.
      }
    }
    return Optional.of(new Pages(found));
  }

  private void watch(WatchShares request, @Nullable NodeKey from, Responder to) {
    if (from != null) {
      watchers.accept(from, request.shares());
    }
    to.answer(new Answer.Success(new Noted(request.type())));
  }

  private void heard(HeadChanged request, Responder to) {
    news.accept(request);
    to.answer(new Answer.Success(new Noted(request.type())));
  }
}
