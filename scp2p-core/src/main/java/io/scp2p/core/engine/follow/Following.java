package io.scp2p.core.engine.follow;

import io.scp2p.api.config.SyncConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.ShareVersion;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.spi.StateStore;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.catalog.Adopted;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.engine.catalog.IndexProgress;
import io.scp2p.core.engine.pages.PageStore;
import io.scp2p.core.protocol.sync.SyncOutcome;
import io.scp2p.core.protocol.sync.SyncSchedule;
import io.scp2p.core.wire.U64;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What this node follows (specification section 10). Every public method may be called from any
 * thread; futures complete on the loop, with {@link Scp2pException} if they fail.
 *
 * <p>A subscription is durable before it is acknowledged. Each share has a lane of its own for what
 * touches the store, so that following, adopting and unfollowing one share happen one after the
 * other, and a failure of one subscription never touches another.
 */
public final class Following {
  private final Loop loop;
  private final Offload offload;
  private final CatalogStore catalog;
  private final FollowTables tables;
  private final FollowEvents events;
  private final SyncConfig config;
  private final int maxSubscriptions;
  private final Timetable timetable;
  private final Lanes lanes;
  private final IndexMender mender;
  private final SearchScopes scopes = new SearchScopes();
  private final Blocklists blocklists;
  private final Adoption adoption;
  private final SyncParts parts;
  private final Gate gate;
  private final Map<ShareId, Followed> followed = new LinkedHashMap<>();
  private final Set<ShareId> beingAdded = new HashSet<>();

  /**
   * Nothing happens before {@link #start}.
   *
   * @param progress told on the executor while the search index is repaired or made anew
   * @param maxSubscriptions {@link io.scp2p.api.config.LimitsConfig#maxSubscriptions}
   * @param random for jitter
   */
  public Following(
      Loop loop,
      Offload offload,
      StateStore store,
      CatalogStore catalog,
      PageStore pages,
      SyncPeers peers,
      ContentFetcher contents,
      FollowEvents events,
      IndexProgress progress,
      SyncConfig config,
      int maxSubscriptions,
      RandomGenerator random) {
    this.loop = loop;
    this.offload = offload;
    this.catalog = catalog;
    this.tables = new FollowTables(store);
    this.adoption = new Adoption(catalog, pages);
    this.parts = new SyncParts(loop, offload, peers, catalog, pages);
    this.gate = new Gate(loop);
    this.events = events;
    this.config = config;
    this.maxSubscriptions = maxSubscriptions;
    SyncSchedule schedule =
        new SyncSchedule(config.interval(), config.concurrency(), maxSubscriptions, random);
    this.timetable = new Timetable(loop, schedule, this::run);
    this.lanes = new Lanes(offload);
    this.mender = new IndexMender(loop, offload, catalog, progress);
    this.blocklists = new Blocklists(loop, offload, catalog, tables, contents, scopes);
  }

  private record Loaded(
      List<FollowPlan> plans,
      Map<ShareId, FollowTables.Check> checks,
      Map<ShareId, FollowTables.Rules> rules,
      Map<ShareId, CatalogStore.Entry> versions,
      Set<ShareId> paged) {}

  /**
   * Reads what is followed and begins to look for newer versions.
   *
   * @return completes when subscriptions can be seen; everything asked before waits for it
   */
  public CompletableFuture<Void> start() {
    adoption.noteLeftOvers(); // Before anybody can publish or follow.
    // What comes after work is on the loop only for those who ask there.
    loop.post(this::read);
    return gate.opened();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void read() {
    offload
        .call(
            () -> {
              Map<ShareId, CatalogStore.Entry> versions = new HashMap<>();
              catalog.shares().forEach(entry -> versions.put(entry.share(), entry));
              List<FollowPlan> plans = tables.plans();
              return new Loaded(
                  plans, tables.checks(), tables.rules(), versions, adoption.paged(plans));
            })
        .whenComplete(
            (state, failure) -> {
              if (failure != null) {
                gate.fail(StoreFailures.asScp2p(failure));
                return;
              }
              try {
                begin(state);
                gate.open();
              } catch (RuntimeException bug) {
                gate.fail(StoreFailures.asScp2p(bug)); // Or everybody would wait for ever.
                throw bug;
              }
            });
  }

  private void begin(Loaded state) {
    for (FollowPlan plan : state.plans()) {
      Followed entry = new Followed(plan);
      CatalogStore.Entry version = state.versions().get(entry.share());
      entry.newest = version == null ? null : version.newest();
      entry.paged = state.paged().contains(entry.share());
      FollowTables.Check check = state.checks().get(entry.share());
      entry.checkedAt = check == null ? null : check.at();
      entry.problem = check == null ? null : check.problem();
      followed.put(entry.share(), entry);
    }
    scopes.loaded(
        state.plans(),
        state.versions().values().stream()
            .filter(CatalogStore.Entry::own)
            .map(CatalogStore.Entry::share)
            .toList(),
        blocklists.loaded(state.rules()));
    for (Followed entry : followed.values()) {
      timetable.step(new SyncSchedule.Input.Added(entry.share(), config.onStart()));
      // Its version may have been adopted just before a crash.
      var unused = blocklists.refresh(entry);
    }
    mender.mend();
  }

  /** Ends every look. Whoever waits for one is told {@link ErrorCode#NODE_CLOSING}. */
  public void close() {
    loop.post(
        () -> {
          if (gate.isClosed()) {
            return;
          }
          gate.close();
          timetable.close();
          mender.close();
          for (Followed entry : followed.values()) {
            if (entry.run != null) {
              entry.run.cancel();
            }
            entry.running.completeExceptionally(Gate.closing());
            entry.next.completeExceptionally(Gate.closing());
          }
        });
  }

  /** As {@link io.scp2p.api.share.Subscriptions#follow(FollowPlan)}. */
  public CompletableFuture<Subscription> follow(FollowPlan plan) {
    return gate.enter(() -> doFollow(plan));
  }

  private CompletableFuture<Subscription> doFollow(FollowPlan plan) {
    ShareId share = plan.link().shareId();
    boolean isNew = !followed.containsKey(share) && !beingAdded.contains(share);
    if (isNew && followed.size() + beingAdded.size() >= maxSubscriptions) {
      throw new Scp2pException(
          ErrorCode.TOO_MANY_SUBSCRIPTIONS,
          "This node follows as many shares as it may.",
          Map.of("max", Integer.toString(maxSubscriptions)));
    }
    if (plan.blocklist() && !blocklists.hasRoomFor(share, followed.values())) {
      throw new Scp2pException(
          ErrorCode.TOO_MANY_SUBSCRIPTIONS,
          "This node follows as many blocklists as it may.",
          Map.of("max", Integer.toString(Blocklists.MAX_BLOCKLISTS)));
    }
    beingAdded.add(share);
    return lanes
        .<@Nullable ShareVersion>call(
            share,
            () -> {
              tables.put(plan);
              return catalog.newest(share).orElse(null);
            })
        .whenComplete((version, failure) -> beingAdded.remove(share))
        .thenApply(version -> acknowledged(plan, version));
  }

  private Subscription acknowledged(FollowPlan plan, @Nullable ShareVersion version) {
    ShareId share = plan.link().shareId();
    Followed entry = followed.get(share);
    boolean isNew = entry == null;
    if (entry == null) {
      entry = new Followed(plan);
      entry.newest = version;
      followed.put(share, entry);
    }
    entry.plan = plan;
    scopes.follow(plan);
    if (plan.blocklist()) {
      var unused = blocklists.refresh(entry);
    } else {
      blocklists.forget(share);
      scopes.noRules(share);
    }
    Subscription snapshot = entry.snapshot();
    if (isNew) {
      events.followed(share);
    }
    // Also when followed again: the new link may know somebody the old one did not.
    timetable.step(new SyncSchedule.Input.Added(share, true));
    return snapshot;
  }

  /** As {@link io.scp2p.api.share.Subscriptions#unfollow}. */
  public CompletableFuture<Void> unfollow(ShareId share) {
    return gate.enter(
        () ->
            lanes
                .<@Nullable Void>call(
                    share,
                    () -> {
                      tables.remove(share);
                      adoption.forget(share);
                      return null;
                    })
                .thenRun(() -> unfollowed(share)));
  }

  private void unfollowed(ShareId share) {
    Followed entry = followed.remove(share);
    if (entry == null) {
      return;
    }
    entry.gone = true;
    blocklists.forget(share);
    scopes.unfollow(share);
    timetable.step(new SyncSchedule.Input.Removed(share));
    if (entry.run != null) {
      entry.run.cancel();
    }
    Scp2pException gone = unknown(share);
    entry.running.completeExceptionally(gone);
    entry.next.completeExceptionally(gone);
    events.unfollowed(share);
  }

  /** Every subscription, in the order in which they were read or made. */
  public CompletableFuture<List<Subscription>> list() {
    return gate.enter(
        () ->
            CompletableFuture.completedFuture(
                followed.values().stream().map(Followed::snapshot).toList()));
  }

  /** As {@link io.scp2p.api.share.Subscriptions#get}. */
  public CompletableFuture<Subscription> get(ShareId share) {
    return gate.enter(() -> CompletableFuture.completedFuture(entry(share).snapshot()));
  }

  /** As {@link io.scp2p.api.share.Subscriptions#sync}; the look begins after this call. */
  public CompletableFuture<Subscription> sync(ShareId share) {
    return gate.enter(
        () ->
            lookAt(entry(share))
                .thenApply(
                    subscription -> {
                      ErrorCode problem = subscription.problem();
                      if (problem != null) {
                        throw new Scp2pException(
                            problem,
                            "The share could not be synchronised.",
                            Map.of("share", share.hex()));
                      }
                      return subscription;
                    }));
  }

  /** One future for each subscription; they do not fail because a look did. */
  public CompletableFuture<List<CompletableFuture<Subscription>>> syncAll() {
    return gate.enter(
        () -> {
          List<CompletableFuture<Subscription>> looks = new ArrayList<>();
          List.copyOf(followed.values()).forEach(entry -> looks.add(lookAt(entry)));
          return CompletableFuture.completedFuture(List.copyOf(looks));
        });
  }

  private CompletableFuture<Subscription> lookAt(Followed entry) {
    CompletableFuture<Subscription> outcome = entry.next.copy();
    timetable.step(new SyncSchedule.Input.SyncNow(entry.share()));
    return outcome;
  }

  /** As {@link io.scp2p.api.share.Subscriptions#history}. */
  public CompletableFuture<List<ShareVersion>> history(ShareId share) {
    return gate.enter(
        () -> {
          entry(share);
          return lanes.call(share, () -> catalog.history(share));
        });
  }

  /**
   * A peer says that a share has a version. A hint: if it is newer than what is here, it is looked
   * for soon, and checked as ever.
   */
  public void headChanged(ShareId share, long seq) {
    loop.post(
        () -> {
          Followed entry = followed.get(share);
          if (entry != null && (entry.newest == null || U64.isLess(entry.newest.sequence(), seq))) {
            timetable.step(new SyncSchedule.Input.HeadChanged(share));
          }
        });
  }

  /** A share was published (true) or is not published any more, and is searched accordingly. */
  public void ownShare(ShareId share, boolean ours) {
    loop.post(() -> scopes.own(share, ours));
  }

  /** Where searches may look. */
  public SearchScopes scopes() {
    return scopes;
  }

  private Followed entry(ShareId share) {
    Followed entry = followed.get(share);
    if (entry == null) {
      throw unknown(share);
    }
    return entry;
  }

  private static Scp2pException unknown(ShareId share) {
    return new Scp2pException(
        ErrorCode.UNKNOWN_SHARE, "This share is not followed.", Map.of("share", share.hex()));
  }

  private void run(ShareId share) {
    Followed entry = followed.get(share);
    if (entry == null || gate.isClosed()) {
      timetable.step(new SyncSchedule.Input.Finished(share, true));
      return;
    }
    entry.running = entry.next;
    entry.next = new CompletableFuture<>();
    SyncRun run = new SyncRun(parts, entry.plan.link(), entry.local(), listener(entry));
    entry.run = run;
    run.start();
  }

  private SyncRun.Listener listener(Followed entry) {
    return new SyncRun.Listener() {
      @Override
      public void held(NodeKey peer) {
        if (isFollowed(entry)) {
          events.held(entry.share(), peer);
        }
      }

      @Override
      public void refused(NodeKey peer, ErrorCode what, long seq) {
        if (isFollowed(entry) && entry.isNews(peer, what, seq)) {
          events.versionRefused(entry.share(), peer.id(), what);
        }
      }

      @Override
      public void lied(NodeKey peer, ErrorCode what) {
        events.peerLied(peer.id(), what);
      }

      @Override
      public void done(SyncOutcome outcome) {
        ended(entry, outcome);
      }
    };
  }

  private boolean isFollowed(Followed entry) {
    return followed.get(entry.share()) == entry && !gate.isClosed();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void ended(Followed entry, SyncOutcome outcome) {
    entry.run = null;
    if (!isFollowed(entry)) {
      finished(entry, true);
    } else if (outcome instanceof SyncOutcome.Adopt adopt) {
      lanes
          .<@Nullable Adopted>call(
              entry.share(),
              // Unfollowed while this waited in the lane: nothing is to come back.
              () -> tables.has(entry.share()) ? adoption.adopt(adopt) : null)
          .whenComplete(
              (adopted, failure) -> {
                entry.paged |= adopted != null && adopt.root() != null;
                if (failure == null) {
                  adopted(entry, adopted);
                } else {
                  checked(entry, StoreFailures.asScp2p(failure).code());
                }
              });
    } else if (outcome instanceof SyncOutcome.UpToDate upToDate) {
      lanes
          .run(entry.share(), () -> catalog.refresh(upToDate.head()))
          .whenComplete((kept, failure) -> enforce(entry, failure));
    } else {
      checked(entry, ((SyncOutcome.Failed) outcome).why());
    }
  }

  private void adopted(Followed entry, @Nullable Adopted adopted) {
    if (adopted == null || !isFollowed(entry)) {
      finished(entry, true);
      return;
    }
    entry.newest = adopted.newest();
    if (!adopted.indexed()) {
      mender.mend();
    }
    if (adopted.changed()) {
      events.updated(entry.share(), adopted.newest().sequence(), adopted.newest().manifest());
    }
    enforce(entry, null);
  }

  /** Also when there is nothing new: the rules of a blocklist may not have come the last time. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void enforce(Followed entry, @Nullable Throwable failure) {
    if (failure != null) {
      checked(entry, StoreFailures.asScp2p(failure).code());
    } else {
      blocklists.refresh(entry).thenAccept(problem -> checked(entry, problem));
    }
  }

  /** A look has ended with or without a problem. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void checked(Followed entry, @Nullable ErrorCode problem) {
    if (!isFollowed(entry)) {
      finished(entry, true);
      return;
    }
    FollowTables.Check check = new FollowTables.Check(loop.time().wall(), problem);
    entry.checkedAt = check.at();
    entry.problem = problem;
    lanes
        .run(entry.share(), () -> tables.check(entry.share(), check))
        .whenComplete((kept, failure) -> StoreFailures.note("the end of a look", failure));
    if (problem != null) {
      events.syncFailed(entry.share(), problem);
    }
    finished(entry, problem != null);
  }

  private void finished(Followed entry, boolean failed) {
    CompletableFuture<Subscription> waiting = entry.running;
    timetable.step(new SyncSchedule.Input.Finished(entry.share(), failed));
    waiting.complete(entry.snapshot());
  }
}
