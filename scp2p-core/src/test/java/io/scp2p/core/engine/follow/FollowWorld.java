package io.scp2p.core.engine.follow;

import io.scp2p.api.config.SyncConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.catalog.CatalogIndex;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.engine.catalog.TestIndex;
import io.scp2p.core.engine.catalog.TestStore;
import io.scp2p.core.engine.pages.PageStore;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One node that follows shares, in simulated time. */
final class FollowWorld implements FollowEvents {
  static final int MAX_SUBSCRIPTIONS = 60;
  static final SyncConfig CONFIG = SyncConfig.builder().concurrency(10).build();

  final SimWorld world;
  final Loop loop;
  final FakePeers peers;
  final TestIndex index = new TestIndex();
  final List<String> events = new ArrayList<>();
  final Map<ContentId, Bytes> contents = new HashMap<>();
  int fetched;
  TestStore store = new TestStore();
  CatalogStore catalog;
  Following following;

  FollowWorld(long seed) {
    world = SimWorld.seeded(seed);
    loop = new SimLoop(world.network().host("node"));
    peers = new FakePeers(loop);
    open();
  }

  private void open() {
    catalog = new CatalogStore(store, new CatalogIndex(index), 3, 1_000_000);
    following =
        new Following(
            loop,
            new Offload(loop, Runnable::run),
            store,
            catalog,
            new PageStore(store, 1_000_000),
            peers,
            (share, item, max) -> {
              fetched++;
              Bytes content = contents.get(item.contentId());
              return content == null
                  ? CompletableFuture.failedFuture(
                      new Scp2pException(ErrorCode.NO_PROVIDER, "Nobody has it."))
                  : CompletableFuture.completedFuture(content);
            },
            this,
            (sharesDone, sharesTotal, itemsDone) -> {},
            CONFIG,
            MAX_SUBSCRIPTIONS,
            world.random("jitter"));
    following.start();
  }

  void restart() {
    following.close();
    world.runFor(Duration.ofSeconds(1));
    store = store.reopened();
    index.crash();
    open();
  }

  <T> T get(CompletableFuture<T> future) {
    world.runUntil(future::isDone, Duration.ofMinutes(10));
    return future.join();
  }

  ErrorCode codeOf(CompletableFuture<?> future) {
    world.runUntil(future::isDone, Duration.ofMinutes(10));
    try {
      future.join();
      throw new AssertionError("it did not fail");
    } catch (CompletionException failure) {
      return ((Scp2pException) failure.getCause()).code();
    }
  }

  void runFor(Duration span) {
    world.runFor(span);
  }

  long count(String event) {
    return events.stream().filter(event::equals).count();
  }

  @Override
  public void followed(ShareId share) {
    events.add("followed " + share);
  }

  @Override
  public void updated(ShareId share, long seq, ManifestId manifest) {
    events.add("updated " + share + " " + seq);
  }

  @Override
  public void syncFailed(ShareId share, ErrorCode why) {
    events.add("failed " + share + " " + why);
  }

  @Override
  public void unfollowed(ShareId share) {
    events.add("unfollowed " + share);
  }

  @Override
  public void versionRefused(ShareId share, NodeId peer, ErrorCode what) {
    events.add("refused " + share + " " + what);
  }

  @Override
  public void held(ShareId id, NodeKey peer) {
    // WatchingIT looks at what comes of it.
  }

  @Override
  public void peerLied(NodeId peer, ErrorCode what) {
    events.add("lied " + what);
  }
}
