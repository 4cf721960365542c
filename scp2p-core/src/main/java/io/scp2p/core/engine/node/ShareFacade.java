package io.scp2p.core.engine.node;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.ShareEvent;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.Publication;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Shares;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.Upload;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.engine.catalog.ItemPage;
import io.scp2p.core.engine.catalog.Items;
import io.scp2p.core.engine.share.PublishedShare;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link Shares}, over the publisher and the catalog. */
final class ShareFacade implements Shares {
  private final NodeCore core;
  private final Signals signals;
  private final Set<PublicationRun> running = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private volatile boolean suspended;

  ShareFacade(NodeCore core, Signals signals) {
    this.core = core;
    this.signals = signals;
  }

  @Override
  public Publication start(SharePlan plan) {
    Objects.requireNonNull(plan, "plan");
    if (suspended || signals.isClosed()) {
      throw Signals.nodeClosed(); // Before it counts as one that is open.
    }
    running.removeIf(PublicationRun::isOver);
    PublicationRun run = new PublicationRun(core.transfers(), new TransferId(core.newName()), plan);
    running.add(run);
    // Looked at after it was added: who suspends all of them sees it, or is seen here.
    if (suspended || signals.isClosed()) {
      throw Signals.nodeClosed();
    }
    HostRights.refusal(core.config().role())
        .or(() -> HostPaths.refusal(plan.source()))
        .or(() -> core.communityParts().refusal(plan))
        .ifPresentOrElse(run::refuse, () -> run.begin(core.publisher()::start, this::published));
    return run.handle();
  }

  private CompletableFuture<Share> published(PublishedShare published) {
    return core.ownCatalog()
        .adopt(published)
        .thenApply(
            share -> {
              core.communities().sharesChanged();
              core.hub()
                  .publish(
                      stamp ->
                          new ShareEvent.Published(
                              stamp, share.id(), share.sequence(), share.manifest()));
              return share;
            });
  }

  /**
   * What was published just before the last run ended is in the catalog now. Until then it is
   * listed, and its items cannot be read yet.
   */
  void caughtUp() {
    caughtUp.complete(null);
  }

  /** The node is being closed. On the loop. */
  void suspend() {
    suspended = true;
    running.forEach(PublicationRun::suspend);
  }

  @Override
  public Flux<Share> list() {
    return signals
        .blocking(
            () -> {
              List<PublishedShare> published = new ArrayList<>();
              for (PublishedShare share : core.shareStore().list()) {
                if (isInCatalog(share.id())) {
                  published.add(share);
                }
              }
              return published;
            })
        .flatMapIterable(shares -> shares)
        .map(share -> share.toShare(core.hints()));
  }

  /**
   * A first version is not yet where its items are read from as long as it is being published.
   * Without a publication under way every share is listed, whatever the catalog has of it.
   */
  private boolean isInCatalog(ShareId id) throws StoreException {
    return running.stream().allMatch(PublicationRun::isOver)
        || core.catalog().newest(id).isPresent();
  }

  @Override
  public Mono<Share> get(ShareId id) {
    return signals
        .blocking(
            () -> {
              PublishedShare share = core.shareStore().find(id).orElseThrow(() -> unknown(id));
              if (!isInCatalog(id)) {
                throw unknown(id);
              }
              return share;
            })
        .map(share -> share.toShare(core.hints()));
  }

  private static Scp2pException unknown(ShareId id) {
    return new Scp2pException(
        ErrorCode.UNKNOWN_SHARE,
        "This node neither publishes nor follows the share.",
        Map.of("share", id.toString()));
  }

  @Override
  public Flux<ShareItem> items(ShareId id) {
    return signals
        .future(() -> caughtUp)
        .then(signals.blocking(() -> core.catalog().newest(id).orElseThrow(() -> unknown(id))))
        .thenMany(
            PageFlux.entries(
                    page(id, null),
                    page -> page.next() == null ? Mono.empty() : page(id, page.next()),
                    Long.MAX_VALUE,
                    ItemPage::items)
                .map(Items::api));
  }

  private Mono<ItemPage> page(ShareId id, @Nullable Bytes after) {
    return signals.blocking(() -> core.catalog().items(id, after, CatalogStore.MAX_PAGE));
  }

  @Override
  public Mono<Void> unpublish(ShareId id) {
    return signals.begun(() -> core.publisher().unpublish(id).thenCompose(done -> withdrawn(id)));
  }

  private CompletableFuture<Void> withdrawn(ShareId id) {
    return core.ownCatalog()
        .withdraw(id)
        .thenAccept(
            done -> {
              core.following().ownShare(id, false);
              core.communities().sharesChanged();
              core.dht().withdrawn(id);
              core.hub().publish(stamp -> new ShareEvent.Withdrawn(stamp, id));
            });
  }

  @Override
  public Flux<Upload> uploads() {
    return signals.onLoop(core.uploads()::running).flatMapIterable(running -> running);
  }
}
