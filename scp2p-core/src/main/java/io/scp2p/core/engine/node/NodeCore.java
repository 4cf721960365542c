package io.scp2p.core.engine.node;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.LanSocket;
import io.scp2p.api.spi.NodeParts;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.NetworkParts;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.engine.catalog.ValueService;
import io.scp2p.core.engine.community.CommunityEngine;
import io.scp2p.core.engine.dht.DhtService;
import io.scp2p.core.engine.dht.DhtServices;
import io.scp2p.core.engine.dht.DhtState;
import io.scp2p.core.engine.diagnostics.Telemetry;
import io.scp2p.core.engine.download.ContentReaders;
import io.scp2p.core.engine.download.DownloadParts;
import io.scp2p.core.engine.download.DownloadService;
import io.scp2p.core.engine.download.MemoryFetch;
import io.scp2p.core.engine.download.Providers;
import io.scp2p.core.engine.event.EventHub;
import io.scp2p.core.engine.follow.Following;
import io.scp2p.core.engine.follow.PublicBrowse;
import io.scp2p.core.engine.follow.SyncPeers;
import io.scp2p.core.engine.keys.KeyRing;
import io.scp2p.core.engine.lan.LanService;
import io.scp2p.core.engine.pages.CatalogSealer;
import io.scp2p.core.engine.pages.CatalogServices;
import io.scp2p.core.engine.pages.PageStore;
import io.scp2p.core.engine.pairing.PairingService;
import io.scp2p.core.engine.reach.ReachEngine;
import io.scp2p.core.engine.relay.RelayEngine;
import io.scp2p.core.engine.share.ContentLibrary;
import io.scp2p.core.engine.share.FinishedFile;
import io.scp2p.core.engine.share.PublishSettings;
import io.scp2p.core.engine.share.Publisher;
import io.scp2p.core.engine.share.ShareServices;
import io.scp2p.core.engine.share.ShareStore;
import io.scp2p.core.engine.transfer.TransferContext;
import io.scp2p.core.engine.vault.VaultEngine;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.protocol.session.LocalNode;
import io.scp2p.core.protocol.transfer.PeerBook;
import io.scp2p.core.protocol.transfer.TransferBudget;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.record.LanPacket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
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
  private final Problems problems;
  private final Happenings happenings;
  private final TransferContext transfers;
  private final ShareStore shareStore;
  private final ContentLibrary library;
  private final Publisher publisher;
  private final CatalogStore catalog;
  private final PageStore pages;
  private final Uploads uploads;
  private final Network network;
  private final DhtState dhtState;
  private final DhtServices dhtServices;
  private final DhtService dht;
  private final @Nullable LanService lan;
  private final Reachability reachability;
  private final BlockedRows blockedRows;
  private final Set<NodeKey> blocked;
  private final Seeds seeds;
  private final Providers providers;
  private final TransferBudget budget;
  private final Following following;
  private final Watching watching;
  private final PublicBrowse browse;
  private final OwnCatalog ownCatalog;
  private final CommunityOpening communityParts;
  private final CommunityEngine communities;
  private final DownloadService downloads;
  private final ContentReaders readers;
  private final VaultEngine vault;
  private final RelayEngine relays;
  private final PairingService pairing;
  private final ReachEngine reach;

  NodeCore(
      NodeParts parts,
      Threads threads,
      Stores stores,
      KeyRing keys,
      Map<TransportKind, Transport> transports,
      @Nullable LanSocket lanSocket) {
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
    this.problems = new Problems(hub);
    StoreProblems.watch(loop, offload, stores.state(), problems);
    this.happenings = new Happenings(hub, new ClockWatch(problems), telemetry);
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
    this.pages = new PageStore(stores.state(), config.limits().maxItemsPerShare());
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
                config.transfer().hashingThreads()),
            share -> catalog.newest(share).map(version -> version.sequence()).orElse(0L),
            new CatalogSealer(pages, shareStore));
    this.uploads =
        new Uploads(
            transfers,
            config.transfer().maxUploads(),
            offload,
            library,
            this::path,
            () -> new TransferId(name()));
    this.dhtState =
        new DhtState(loop, offload, keys.self().key(), config, catalog, telemetry, random);
    this.dhtServices =
        new DhtServices(dhtState, (share, seq) -> following().headChanged(share, seq));
    this.communityParts = new CommunityOpening(this);
    this.vault = VaultOpening.open(parts, threads, stores, keys, transfers, this::name);
    this.blockedRows = new BlockedRows(stores.state(), offload);
    this.blocked = Set.copyOf(blockedRows.load());
    this.relays = new RelayEngine(loop, offload, parts.entropy(), config, keys.nodeKey(), random);
    this.pairing = new PairingService(loop, keys.nodeKey());
    this.reach = new ReachEngine(loop, parts.entropy(), keys.nodeKey().nodeKey(), config, random);
    this.network = network(transports);
    loop.post(() -> blocked.forEach(network::block)); // Before anything can be dialled or accepted.
    relays.join(network, happenings, this::moved);
    reach.join(network, transports);
    network.whereabouts().whenMoved(this::moved);
    reach.tellRouter(relays::behindRouter);
    happenings.tell(reach);
    VaultOpening.join(vault, network, happenings);
    this.seeds = new Seeds(loop, network, config.network().bootstrap());
    PeerBook book = new PeerBook(random);
    this.budget = new TransferBudget(config.limits().maxBufferBytes());
    budget.rateCap(parts.time().nanos(), config.transfer().maxDownloadBytesPerSecond());
    this.providers = new Providers(loop, seeds, book);
    this.dht =
        new DhtService(
            dhtState,
            dhtServices,
            network,
            happenings,
            stores.state(),
            keys.nodeKey(),
            new PublishedValues(shareStore, library),
            this::direct,
            relays::addresses,
            () -> seeds.contact(List.of()),
            config.dht().republishInterval(),
            config.transfer().announceInterval());
    happenings.tell(providers, dht);
    happenings.tell(relays);
    pairing.join(PairingService.Board.of(dht));
    this.lan =
        lanSocket == null
            ? null
            : new LanService(
                loop,
                network,
                lanSocket,
                Bytes.wrap(draw(LanPacket.INSTANCE_ID_BYTES)),
                Offers.capabilities(config),
                random,
                dht::heardOf,
                happenings::foundNearby);
    this.reachability = new Reachability(this, random, this::moved);
    reach.mapped(reachability::externalUdp);
    OwnContents own = new OwnContents(library);
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
            new CataloguedItems(catalog),
            new ContentSources(seeds, dht, providers, happenings, this::following),
            this::keep,
            own,
            new OfferedFiles(library),
            random);
    this.downloads = new DownloadService(downloading, stores.state(), this::name);
    happenings.tell(downloads);
    this.readers = new ContentReaders(downloading, own);
    MemoryFetch fetch = new MemoryFetch(downloading);
    SyncPeers syncPeers = new ShareSources(seeds, dht, network);
    this.following =
        new Following(
            loop,
            offload,
            stores.state(),
            catalog,
            pages,
            syncPeers,
            fetch::fetch,
            happenings,
            (done, total, items) -> {},
            config.sync(),
            config.limits().maxSubscriptions(),
            random);
    this.watching = new Watching(loop, network, following);
    happenings.tell(watching);
    this.browse = new PublicBrowse(loop, offload, syncPeers);
    this.ownCatalog = new OwnCatalog(this, pages, watching);
    this.communities = communityParts.engine(network, dht, seeds, happenings, random);
  }

  private Network network(Map<TransportKind, Transport> transports) {
    ServiceRegistry.Builder services = ServiceRegistry.builder();
    new ShareServices(shareStore, library, catalog::manifest, uploads, threads.offload())
        .addTo(services);
    if (config.dht().enabled()) {
      dhtServices.addTo(services);
    } else {
      services.serve(FindValue.class, new ValueService(catalog, threads.offload()));
    }
    new CatalogServices(
            pages,
            catalog,
            this::manifest,
            threads.offload(),
            (peer, shares) -> watching.watchers().watch(peer, shares),
            news -> watching.heard(news))
        .addTo(services);
    vault.addTo(services);
    relays.addTo(services);
    pairing.addTo(services);
    reach.addTo(services);
    communityParts.addTo(services);
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
            .codecs(Offers::codec));
  }

  /** What was downloaded is served, and others hear of it. */
  private void keep(List<FinishedFile> files) throws StoreException {
    library.add(files);
    threads.loop().post(() -> files.forEach(file -> dht.kept(file.content())));
  }

  private Optional<Bytes> manifest(ManifestId id) throws StoreException {
    Optional<Bytes> own = shareStore.manifest(id);
    return own.isPresent() ? own : catalog.manifest(id);
  }

  PathKind path(NodeKey peer) {
    return providers.path(peer);
  }

  /** This node has other addresses than before. */
  private void moved() {
    dht.moved();
    pairing.moved();
  }

  PairingService pairing() {
    return pairing;
  }

  ReachEngine reach() {
    return reach;
  }

  RelayEngine relays() {
    return relays;
  }

  VaultEngine vaultEngine() {
    return vault;
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

  OwnCatalog ownCatalog() {
    return ownCatalog;
  }

  CommunityOpening communityParts() {
    return communityParts;
  }

  CommunityEngine communities() {
    return communities;
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

  DhtService dht() {
    return dht;
  }

  BlockedRows blockedRows() {
    return blockedRows;
  }

  /** Whom the user kept out when the node started. */
  Set<NodeKey> blockedAtStart() {
    return blocked;
  }

  /** If this node takes part in it. */
  Optional<LanService> lan() {
    return Optional.ofNullable(lan);
  }

  Reachability reachability() {
    return reachability;
  }

  Problems problems() {
    return problems;
  }

  Telemetry telemetry() {
    return telemetry;
  }

  TransferBudget budget() {
    return budget;
  }

  UUID newName() {
    return name();
  }

  /**
   * What links of this node name. If it has relays they come first: they know where it is, and
   * hardly anybody but its neighbours can dial it.
   */
  List<BootstrapAddress> hints() {
    return Stream.concat(relays.relaysUsed().stream(), direct().stream())
        .distinct()
        .limit(ShareLink.MAX_HINTS)
        .toList();
  }

  /** Where others can dial this node. */
  List<BootstrapAddress> direct() {
    return Advertised.of(
        config.network().advertised(), reachability.external(), network.localEndpoints(), self());
  }

  private NodeKey self() {
    return keys.self().key();
  }
}
