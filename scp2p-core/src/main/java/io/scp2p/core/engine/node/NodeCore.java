package io.scp2p.core.engine.node;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.share.Share;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.NodeParts;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.NetworkParts;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.Reply;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.engine.catalog.CatalogVersion;
import io.scp2p.core.engine.catalog.ItemPage;
import io.scp2p.core.engine.catalog.ItemSource;
import io.scp2p.core.engine.catalog.ValueService;
import io.scp2p.core.engine.diagnostics.Telemetry;
import io.scp2p.core.engine.download.ArrivingFiles;
import io.scp2p.core.engine.download.ContentReaders;
import io.scp2p.core.engine.download.DownloadParts;
import io.scp2p.core.engine.download.DownloadPeers;
import io.scp2p.core.engine.download.DownloadService;
import io.scp2p.core.engine.download.DownloadSource;
import io.scp2p.core.engine.download.MemoryFetch;
import io.scp2p.core.engine.download.Providers;
import io.scp2p.core.engine.event.EventHub;
import io.scp2p.core.engine.follow.Following;
import io.scp2p.core.engine.follow.PublicBrowse;
import io.scp2p.core.engine.follow.SyncPeers;
import io.scp2p.core.engine.keys.KeyRing;
import io.scp2p.core.engine.share.ContentLibrary;
import io.scp2p.core.engine.share.ItemCursor;
import io.scp2p.core.engine.share.PartialSource;
import io.scp2p.core.engine.share.PublishSettings;
import io.scp2p.core.engine.share.PublishedShare;
import io.scp2p.core.engine.share.Publisher;
import io.scp2p.core.engine.share.ShareServices;
import io.scp2p.core.engine.share.ShareStore;
import io.scp2p.core.engine.share.VersionExtension;
import io.scp2p.core.engine.transfer.TransferContext;
import io.scp2p.core.engine.vault.VaultEngine;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.protocol.session.LocalNode;
import io.scp2p.core.protocol.transfer.PeerBook;
import io.scp2p.core.protocol.transfer.TransferBudget;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The parts of a running node and how they are joined. Holds no logic of its own. */
final class NodeCore {
  private final NodeParts parts;
  private final NodeConfig config;
  private final Threads threads;
  private final Stores stores;
  private final KeyRing keys;
  private final EventHub hub;
  private final Telemetry telemetry;
  private final Happenings happenings;
  private final TransferContext transfers;
  private final ShareStore shareStore;
  private final ContentLibrary library;
  private final Publisher publisher;
  private final CatalogStore catalog;
  private final Uploads uploads;
  private final Network network;
  private final Seeds seeds;
  private final Providers providers;
  private final TransferBudget budget;
  private final Following following;
  private final PublicBrowse browse;
  private final DownloadService downloads;
  private final ContentReaders readers;
  private final VaultEngine vault;

  NodeCore(
      NodeParts parts,
      Threads threads,
      Stores stores,
      KeyRing keys,
      Map<TransportKind, Transport> transports) {
    this.parts = parts;
    this.config = parts.config();
    this.threads = threads;
    this.stores = stores;
    this.keys = keys;
    Loop loop = threads.loop();
    Offload offload = threads.offload();
    RandomGenerator random = new SplittableRandom(ByteBuffer.wrap(draw(Long.BYTES)).getLong());
    this.hub = new EventHub(config.events(), parts.time(), threads.signals());
    this.telemetry = new Telemetry(parts.metrics());
    telemetry.watch(hub);
    this.happenings = new Happenings(hub);
    this.transfers = new TransferContext(loop, hub, config.events(), threads.signals(), telemetry);
    this.shareStore = new ShareStore(stores.state());
    this.library =
        new ContentLibrary(
            shareStore,
            stores.blobs(),
            loop,
            offload,
            config.limits().maxOpenFiles() / 2,
            happenings);
    this.catalog =
        new CatalogStore(
            stores.state(),
            stores.index(),
            config.sync().keptVersions(),
            config.limits().maxItemsPerShare());
    this.publisher =
        new Publisher(
            shareStore,
            keys,
            stores.blobs(),
            loop,
            offload,
            new PublishSettings(
                parts.home(),
                config.limits().maxItemsPerShare(),
                Math.max(
                    config.transfer().hashingThreads(),
                    Runtime.getRuntime().availableProcessors())),
            share -> catalog.newest(share).map(version -> version.sequence()).orElse(0L),
            VersionExtension.NONE);
    this.uploads =
        new Uploads(
            transfers,
            config.transfer().maxUploads(),
            offload,
            library,
            this::path,
            () -> new TransferId(name()));
    this.vault = VaultOpening.open(parts, threads, stores, keys, transfers, this::name);
    this.network = network(transports);
    VaultOpening.join(vault, network, happenings);
    this.seeds = new Seeds(loop, network, config.network().bootstrap());
    PeerBook book = new PeerBook(random);
    this.budget = new TransferBudget(config.limits().maxBufferBytes());
    budget.rateCap(parts.time().nanos(), config.transfer().maxDownloadBytesPerSecond());
    this.providers = new Providers(loop, seeds, book);
    happenings.tell(providers);
    DownloadParts downloading =
        new DownloadParts(
            loop,
            offload,
            transfers,
            stores.blobs(),
            stores.notes(),
            providers,
            book,
            budget,
            config.transfer(),
            new Catalogued(),
            new SoughtPeers(),
            library::add,
            new Offered(),
            random);
    this.downloads = new DownloadService(downloading, stores.state(), this::name);
    this.readers = new ContentReaders(downloading, library::readChunk);
    MemoryFetch fetch = new MemoryFetch(downloading);
    SyncPeers syncPeers = new Syncing();
    this.following =
        new Following(
            loop,
            offload,
            stores.state(),
            catalog,
            syncPeers,
            fetch::fetch,
            happenings,
            (done, total, items) -> {},
            config.sync(),
            config.limits().maxSubscriptions(),
            random);
    this.browse = new PublicBrowse(loop, offload, syncPeers);
  }

  private Network network(Map<TransportKind, Transport> transports) {
    ServiceRegistry.Builder services = ServiceRegistry.builder();
    new ShareServices(shareStore, library, catalog::manifest, uploads, threads.offload())
        .addTo(services);
    services.serve(FindValue.class, new ValueService(catalog, threads.offload()));
    vault.addTo(services);
    PinRows pins = new PinRows(stores.state(), threads.offload());
    LocalNode local =
        new LocalNode(keys.nodeKey(), Offers.capabilities(config), Offers.extensions());
    return new Network(
        NetworkParts.of(
                threads.loop(),
                threads.offload(),
                transports,
                local,
                parts.entropy(),
                config,
                services.build(),
                happenings)
            .pins(pins.load(), pins)
            .codecs(VaultEngine::codec));
  }

  VaultEngine vaultEngine() {
    return vault;
  }

  private PathKind path(NodeKey peer) {
    return providers.path(peer);
  }

  private byte[] draw(int count) {
    byte[] random = new byte[count];
    parts.entropy().fill(random);
    return random;
  }

  private UUID name() {
    ByteBuffer random = ByteBuffer.wrap(draw(2 * Long.BYTES));
    return new UUID(random.getLong(), random.getLong());
  }

  NodeConfig config() {
    return config;
  }

  NodeParts parts() {
    return parts;
  }

  Threads threads() {
    return threads;
  }

  Stores stores() {
    return stores;
  }

  KeyRing keys() {
    return keys;
  }

  EventHub hub() {
    return hub;
  }

  TransferContext transfers() {
    return transfers;
  }

  ShareStore shareStore() {
    return shareStore;
  }

  ContentLibrary library() {
    return library;
  }

  Publisher publisher() {
    return publisher;
  }

  CatalogStore catalog() {
    return catalog;
  }

  Network network() {
    return network;
  }

  Following following() {
    return following;
  }

  PublicBrowse browse() {
    return browse;
  }

  DownloadService downloads() {
    return downloads;
  }

  Uploads uploads() {
    return uploads;
  }

  ContentReaders readers() {
    return readers;
  }

  Seeds seeds() {
    return seeds;
  }

  TransferBudget budget() {
    return budget;
  }

  UUID newName() {
    return name();
  }

  /** What links of this node name: where others can reach it. */
  List<BootstrapAddress> hints() {
    return Advertised.of(config.network().advertised(), network.localEndpoints(), self());
  }

  private NodeKey self() {
    return keys.self().key();
  }

  /** Makes a published version part of the catalog, so that it is found and served. */
  CompletableFuture<Share> adopt(PublishedShare published) {
    return threads
        .offload()
        .call(
            () -> {
              adoptNow(published);
              return published;
            })
        .thenApply(
            adopted -> {
              following.ownShare(adopted.id(), true);
              return adopted.toShare(hints());
            });
  }

  /** As {@link #adopt}, for whoever may block. */
  void adoptNow(PublishedShare published) throws StoreException {
    try (ItemCursor items = shareStore.items(published.id(), published.seq())) {
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
              published.fitsV1() ? shareStore.manifest(published.manifestId()).orElse(null) : null);
      catalog.adopt(version, new ItemSource.All(new CursorItems(items)), true);
    }
  }

  /** Takes a withdrawn share out of the catalog, unless this node follows it as well. */
  CompletableFuture<Boolean> withdraw(ShareId share) {
    return following
        .get(share)
        .thenApply(subscription -> true)
        .exceptionally(notFollowed -> false)
        .thenCompose(
            followed ->
                threads
                    .offload()
                    .call(
                        () -> {
                          if (followed) {
                            catalog.disown(share);
                          } else {
                            catalog.remove(share);
                          }
                          return followed;
                        }));
  }

  /** The catalog, as downloads see it. */
  private final class Catalogued implements DownloadSource {
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

  /** What others may have of downloads that still run. */
  private final class Offered implements ArrivingFiles {
    @Override
    public void begin(ContentId content, PartialSource file) {
      library.addPartial(content, file);
    }

    @Override
    public void end(ContentId content, PartialSource file) {
      library.removePartial(content, file);
    }
  }

  /** The network, as downloads see it. */
  private final class SoughtPeers implements DownloadPeers {
    /** Searches under way, so that a thousand files of one share cause one. */
    private final Map<ShareId, Set<Consumer<Boolean>>> searches = new HashMap<>();

    @SuppressWarnings("FutureReturnValueIgnored")
    @Override
    public void seek(ShareId share, ContentId content, Consumer<Boolean> done) {
      Set<Consumer<Boolean>> waiting = searches.get(share);
      if (waiting != null) {
        waiting.add(done);
        return;
      }
      searches.put(share, new HashSet<>(Set.of(done)));
      int before = providers.size();
      following
          .get(share)
          .thenCompose(subscription -> seeds.find(subscription.link()))
          .exceptionallyCompose(notFollowed -> seeds.contact(List.of()))
          .whenComplete((found, failure) -> sought(share, providers.size() > before));
    }

    private void sought(ShareId share, boolean anybodyNew) {
      Set<Consumer<Boolean>> waiting = searches.remove(share);
      if (waiting != null) {
        waiting.forEach(each -> each.accept(anybodyNew));
      }
    }

    @Override
    public void lied(NodeKey peer, ErrorCode what) {
      happenings.lied(peer, what);
    }
  }

  /** The network, as subscriptions see it. */
  private final class Syncing implements SyncPeers {
    @Override
    public List<NodeKey> known(ShareId share) {
      return seeds.known(share);
    }

    @Override
    public CompletableFuture<List<NodeKey>> find(ShareLink link) {
      return seeds.find(link);
    }

    @Override
    public void ask(NodeKey peer, Request request, int expectedBytes, Reply outcome) {
      network.askRaw(peer, request, expectedBytes, outcome);
    }
  }

  /** Where others can reach this node: for tests and snapshots. */
  List<Endpoint> endpoints() {
    return network.localEndpoints();
  }
}
