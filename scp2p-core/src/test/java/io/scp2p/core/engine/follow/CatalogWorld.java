package io.scp2p.core.engine.follow;

import io.scp2p.api.ShareLink;
import io.scp2p.api.config.SyncConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.EventLoop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.Reply;
import io.scp2p.core.engine.catalog.CatalogIndex;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.engine.catalog.CatalogVersion;
import io.scp2p.core.engine.catalog.ItemPage;
import io.scp2p.core.engine.catalog.ItemSource;
import io.scp2p.core.engine.catalog.ManifestService;
import io.scp2p.core.engine.catalog.ValueService;
import io.scp2p.core.engine.pages.CatalogSealer;
import io.scp2p.core.engine.pages.CatalogServices;
import io.scp2p.core.engine.pages.PageStore;
import io.scp2p.core.engine.share.ItemCursor;
import io.scp2p.core.engine.share.MadeShares;
import io.scp2p.core.engine.share.PublishedShare;
import io.scp2p.core.engine.share.ShareStore;
import io.scp2p.core.protocol.catalog.CatalogMessages;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.GetManifest;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.ShareItem;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A publisher and a follower with everything real but the wire between them, on which every byte is
 * counted and may be tampered with.
 */
final class CatalogWorld implements FollowEvents, AutoCloseable {
  static final NodeKey PUBLISHER = key(1);
  static final NodeKey FOLLOWER = key(2);
  static final MessageCodec CODEC = CatalogMessages.addTo(MessageCodec.v1());
  private static final int LIMIT = 2_000_000;

  final EventLoop loop = new EventLoop("catalog-test", TimeSource.system());
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final Offload offload = new Offload(loop, threads);
  final SigningKey key = SigningKey.ofSeed(SecretBytes.copyOf(filled(7)));
  final ShareId share = key.shareKey().id();
  final Side publisher;
  final ShareStore shares;
  private final ServiceRegistry services;
  final Wire wire = new Wire();
  final List<String> events = new CopyOnWriteArrayList<>();
  Side follower;
  Following following;
  @Nullable PublishedShare published;

  /** What one node keeps. */
  static final class Side {
    final StateStore state;
    final CountingIndex index = new CountingIndex();
    final PageStore pages;
    final CatalogStore catalog;

    Side(StateStore state) {
      this.state = state;
      this.pages = new PageStore(state, LIMIT);
      this.catalog = new CatalogStore(state, new CatalogIndex(index), 3, LIMIT);
    }
  }

  CatalogWorld(StateStore own, StateStore others) {
    this.publisher = new Side(own);
    this.shares = new ShareStore(own);
    ServiceRegistry.Builder registry = ServiceRegistry.builder();
    registry.serve(FindValue.class, new ValueService(publisher.catalog, offload));
    registry.serve(GetManifest.class, new ManifestService(publisher.catalog, offload));
    new CatalogServices(
            publisher.pages,
            publisher.catalog,
            shares::manifest,
            offload,
            (peer, watched) -> {},
            news -> {})
        .addTo(registry);
    this.services = registry.build();
    open(others);
  }

  private static NodeKey key(int filler) {
    return NodeKey.of(filled(filler));
  }

  private static byte[] filled(int filler) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) filler);
    return bytes;
  }

  /** The follower's next process. */
  void open(StateStore state) {
    follower = new Side(state);
    following =
        new Following(
            loop,
            offload,
            state,
            follower.catalog,
            follower.pages,
            wire,
            (id, item, max) -> CompletableFuture.failedFuture(new AssertionError()),
            this,
            (sharesDone, sharesTotal, itemsDone) -> {},
            SyncConfig.builder().onStart(false).build(),
            10,
            new SplittableRandom(1));
    await(following.start());
  }

  void publish(int count, IntUnaryOperator revision) throws StoreException {
    PublishedShare next =
        MadeShares.publish(
            shares, key, count, revision, published, new CatalogSealer(publisher.pages, shares));
    adoptOwn(next);
    published = next;
  }

  /** As a node does with what it has published. */
  private void adoptOwn(PublishedShare next) throws StoreException {
    CatalogVersion version =
        new CatalogVersion(
            share,
            next.seq(),
            next.manifestId(),
            next.publishedAt(),
            null,
            next.title(),
            null,
            next.head(),
            shares.manifest(next.manifestId()).orElseThrow());
    try (ItemCursor items = shares.items(share, next.seq())) {
      ItemSource all =
          published == null
              ? new ItemSource.All(iterator(items))
              : publisher
                  .pages
                  .changes(share, next.seq(), published.seq())
                  .orElse(new ItemSource.All(iterator(items)));
      publisher.catalog.adopt(version, all, true);
    }
  }

  private static Iterator<ShareItem> iterator(ItemCursor items) {
    return new Iterator<>() {
      private ShareItem ahead = read();

      private ShareItem read() {
        try {
          return items.next();
        } catch (StoreException e) {
          throw new AssertionError(e);
        }
      }

      @Override
      public boolean hasNext() {
        return ahead != null;
      }

      @Override
      public ShareItem next() {
        ShareItem item = ahead;
        ahead = read();
        return item;
      }
    };
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  Subscription follow() {
    await(following.follow(FollowPlan.of(ShareLink.of(key.shareKey(), List.of()))));
    return sync();
  }

  Subscription sync() {
    return await(await(following.syncAll()).get(0));
  }

  /** Everything in both catalogs, compared. */
  boolean bothHaveTheSame() throws StoreException {
    return items(publisher).equals(items(follower));
  }

  TreeMap<String, ContentId> items(Side side) throws StoreException {
    TreeMap<String, ContentId> all = new TreeMap<>();
    Bytes next = null;
    do {
      ItemPage page = side.catalog.items(share, next, 1_000);
      page.items().forEach(item -> all.put(item.path(), item.contentId()));
      next = page.next();
    } while (next != null);
    return all;
  }

  @Override
  public void close() {
    following.close();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
        throw new AssertionError("something still runs");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    loop.close();
    key.close();
  }

  @Override
  public void followed(ShareId id) {}

  @Override
  public void updated(ShareId id, long seq, ManifestId manifest) {
    events.add("updated " + seq);
  }

  @Override
  public void syncFailed(ShareId id, ErrorCode why) {
    events.add("failed " + why);
  }

  @Override
  public void unfollowed(ShareId id) {}

  @Override
  public void versionRefused(ShareId id, NodeId peer, ErrorCode what) {
    events.add("refused " + what);
  }

  @Override
  public void held(ShareId id, NodeKey peer) {
    // WatchingIT looks at what comes of it.
  }

  @Override
  public void peerLied(NodeId peer, ErrorCode what) {
    events.add("lied " + what);
  }

  /** The way to the publisher. */
  final class Wire implements SyncPeers {
    final List<Request> asked = new ArrayList<>();
    final List<NodeKey> peers = new ArrayList<>(List.of(PUBLISHER));
    boolean hasCatalogs = true;
    long bytes;

    /** What arrives in place of an honest answer; null is silence. */
    BiFunction<Request, Response, @Nullable Response> tamper = (request, response) -> response;

    void reset() {
      asked.clear();
      bytes = 0;
    }

    @Override
    public List<NodeKey> known(ShareId id) {
      return List.copyOf(peers);
    }

    @Override
    public CompletableFuture<List<NodeKey>> find(ShareLink link) {
      return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public boolean hasCatalogs(NodeKey peer) {
      return hasCatalogs;
    }

    @Override
    public void ask(NodeKey peer, Request request, int expectedBytes, Reply reply) {
      asked.add(request);
      Envelope sent = Envelope.request(request.type(), 1, request.encoded());
      bytes += 4 + sent.encoded().size();
      try {
        Request received = CODEC.decodeRequest(sent.type(), sent.payload());
        Requester from = Requester.extended(FOLLOWER, InetAddress.getLoopbackAddress(), CODEC);
        services.serve(received, from, answer -> loop.post(() -> answer(request, answer, reply)));
      } catch (WireException e) {
        throw new AssertionError(e);
      }
    }

    private void answer(Request request, Answer answer, Reply reply) {
      Envelope envelope;
      if (answer instanceof Answer.Success success) {
        Response response = tamper.apply(request, success.response());
        if (response == null) {
          return;
        }
        envelope = Envelope.response(response.type(), 1, response.encoded());
      } else {
        envelope = Envelope.error(request.type(), 1, ((Answer.Failure) answer).text());
      }
      bytes += 4 + envelope.encoded().size();
      reply.answered(envelope);
    }
  }
}
