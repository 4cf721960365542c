package io.scp2p.core.engine.follow;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.engine.catalog.ItemPage;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.Blocklist;
import io.scp2p.core.wire.record.ShareItem;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The rules of followed shares that serve as blocklists (specification section 13.4): fetched after
 * every new version, checked, kept, and applied to searches. Until newer rules are here the older
 * ones hold. Owned by the loop.
 */
final class Blocklists {
  /** The item that holds the rules. */
  static final String ITEM_NAME = "blocklist";

  /** Some 30,000 ids. Rules are held in memory. */
  static final int MAX_BYTES = 1 << 20;

  /** Together with {@link #MAX_BYTES}: half a million ids in memory. */
  static final int MAX_BLOCKLISTS = 16;

  private static final Logger LOG = System.getLogger(Blocklists.class.getName());

  private final Offload offload;
  private final CatalogStore catalog;
  private final FollowTables tables;
  private final ContentFetcher contents;
  private final SearchScopes scopes;

  /** What is in force, so that an unchanged item is not fetched again. */
  private final Map<ShareId, ContentId> inForce = new HashMap<>();

  Blocklists(
      Offload offload,
      CatalogStore catalog,
      FollowTables tables,
      ContentFetcher contents,
      SearchScopes scopes) {
    this.offload = offload;
    this.catalog = catalog;
    this.tables = tables;
    this.contents = contents;
    this.scopes = scopes;
  }

  /** What was in force before the last end of the node. */
  Map<ShareId, Blocklist> loaded(Map<ShareId, FollowTables.Rules> kept) {
    Map<ShareId, Blocklist> rules = new HashMap<>();
    kept.forEach(
        (share, of) -> {
          inForce.put(share, of.content());
          rules.put(share, of.blocklist());
        });
    return rules;
  }

  boolean hasRoomFor(ShareId share, Collection<Followed> followed) {
    long others =
        followed.stream()
            .filter(entry -> entry.plan.blocklist() && !entry.share().equals(share))
            .count();
    return others < MAX_BLOCKLISTS;
  }

  /** Brings the rules of a share in line with its newest version, if it is a blocklist. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void refresh(Followed entry) {
    if (!entry.plan.blocklist() || entry.newest == null) {
      return;
    }
    ShareId share = entry.share();
    offload
        .call(() -> find(share))
        .thenCompose(
            item ->
                item.isEmpty() || isInForce(share, item.get())
                    ? CompletableFuture.completedFuture(null)
                    : fetch(entry, item.get()))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.log(
                    Level.WARNING,
                    () -> "a blocklist could not be read, the older one holds: " + failure);
              }
            });
  }

  private boolean isInForce(ShareId share, ShareItem item) {
    ContentId present = inForce.get(share);
    return present != null && present.equals(item.contentId());
  }

  /** The item of that name; of several the first by path. */
  private Optional<ShareItem> find(ShareId share) throws Exception {
    Bytes next = null;
    do {
      ItemPage page = catalog.items(share, next, CatalogStore.MAX_PAGE);
      for (ShareItem item : page.items()) {
        if (item.name().equals(ITEM_NAME)) {
          return Optional.of(item);
        }
      }
      next = page.next();
    } while (next != null);
    return Optional.empty();
  }

  private CompletableFuture<?> fetch(Followed entry, ShareItem item) {
    if (item.size() > MAX_BYTES) {
      LOG.log(Level.WARNING, () -> "a blocklist is too big: " + item.size() + " bytes");
      return CompletableFuture.completedFuture(null);
    }
    ShareId share = entry.share();
    return contents
        .fetch(share, item, MAX_BYTES)
        .thenCompose(content -> offload.call(() -> kept(share, item, content)))
        .thenAccept(
            rules -> {
              // Unfollowed, or no blocklist any more, while it was fetched.
              if (rules.isPresent() && entry.plan.blocklist() && !entry.gone) {
                inForce.put(share, item.contentId());
                scopes.rules(share, rules.get());
              }
            });
  }

  /** Checked again, whoever fetched it: rules decide what a person gets to see. */
  private Optional<Blocklist> kept(ShareId share, ShareItem item, Bytes content) throws Exception {
    boolean same =
        content.size() <= MAX_BYTES && FollowTables.idOf(content).equals(item.contentId());
    if (!same || !tables.has(share)) {
      return Optional.empty();
    }
    Blocklist rules = Blocklist.decode(content);
    tables.rules(share, content);
    return Optional.of(rules);
  }

  void forget(ShareId share) {
    inForce.remove(share);
  }
}
