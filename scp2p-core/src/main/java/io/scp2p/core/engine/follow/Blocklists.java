package io.scp2p.core.engine.follow;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.engine.catalog.ItemPage;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.Blocklist;
import io.scp2p.core.wire.record.ShareItem;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The rules of followed shares that serve as blocklists (specification section 13.4): fetched after
 * every new version, and at every look until they are here; checked, kept, and applied to searches.
 * Until newer rules are here the older ones hold. Owned by the loop.
 */
final class Blocklists {
  /** The item that holds the rules. */
  static final String ITEM_NAME = "blocklist";

  /** Some 30,000 ids. Rules are held in memory. */
  static final int MAX_BYTES = 1 << 20;

  /** Together with {@link #MAX_BYTES}: half a million ids in memory. */
  static final int MAX_BLOCKLISTS = 16;

  private static final Logger LOG = System.getLogger(Blocklists.class.getName());

  /** A look does not wait any longer for rules, which go on coming. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  private final Loop loop;
  private final Offload offload;
  private final CatalogStore catalog;
  private final FollowTables tables;
  private final ContentFetcher contents;
  private final SearchScopes scopes;

  /** What is in force, so that an unchanged item is not fetched again. */
  private final Map<ShareId, ContentId> inForce = new HashMap<>();

  /** What is being fetched; one at a time of each share. */
  private final Map<ShareId, CompletableFuture<@Nullable ErrorCode>> coming = new HashMap<>();

  Blocklists(
      Loop loop,
      Offload offload,
      CatalogStore catalog,
      FollowTables tables,
      ContentFetcher contents,
      SearchScopes scopes) {
    this.loop = loop;
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

  /**
   * Brings the rules of a share in line with its newest version, if it is a blocklist.
   *
   * @return completes on the loop, with why they are not in force, or with null
   */
  CompletableFuture<@Nullable ErrorCode> refresh(Followed entry) {
    if (!entry.plan.blocklist() || entry.newest == null) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<@Nullable ErrorCode> outcome = coming.get(entry.share());
    if (outcome == null) {
      outcome = new CompletableFuture<>();
      coming.put(entry.share(), outcome);
      begin(entry, outcome);
    }
    CompletableFuture<@Nullable ErrorCode> limited = outcome.copy();
    if (!limited.isDone()) {
      loop.at(
          loop.time().nanos() + LIMIT.toNanos(), () -> limited.complete(ErrorCode.PEER_TIMED_OUT));
    }
    return limited;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void begin(Followed entry, CompletableFuture<@Nullable ErrorCode> outcome) {
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
              coming.remove(share, outcome);
              ErrorCode problem = failure == null ? null : StoreFailures.asScp2p(failure).code();
              if (problem != null && problem != entry.problem) { // Said once, not at every look.
                LOG.log(
                    Level.WARNING,
                    () -> "a blocklist could not be read, the older one holds: " + problem);
              }
              outcome.complete(problem);
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
      return CompletableFuture.failedFuture(
          new Scp2pException(ErrorCode.TOO_LARGE, "A blocklist is larger than it may be."));
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
    if (content.size() > MAX_BYTES || !FollowTables.idOf(content).equals(item.contentId())) {
      throw unreadable(null);
    }
    if (!tables.has(share)) {
      return Optional.empty();
    }
    try {
      Blocklist rules = Blocklist.decode(content);
      tables.rules(share, content);
      return Optional.of(rules);
    } catch (WireException nonsense) {
      throw unreadable(nonsense);
    }
  }

  private static Scp2pException unreadable(@Nullable WireException why) {
    return new Scp2pException(
        ErrorCode.CONTENT_MISMATCH, "What a blocklist holds are no rules.", Map.of(), why);
  }

  void forget(ShareId share) {
    inForce.remove(share);
    coming.remove(share);
  }
}
