package io.scp2p.core.engine.relay;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.config.NodeRole;
import io.scp2p.api.config.RelayConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.RelayTunnel;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.dht.DhtService;
import io.scp2p.core.engine.dht.Places;
import io.scp2p.core.protocol.dht.DhtLifetime;
import io.scp2p.core.protocol.dht.Subnets;
import io.scp2p.core.protocol.relay.AnnouncementSeal;
import io.scp2p.core.protocol.relay.RelayDirectory;
import io.scp2p.core.protocol.relay.RelayRules;
import io.scp2p.core.protocol.relay.Rendezvous;
import io.scp2p.core.protocol.relay.TunnelInput;
import io.scp2p.core.protocol.relay.TunnelInput.Source;
import io.scp2p.core.protocol.relay.TunnelMachine;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.BandwidthClass;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.RelayCapacity;
import io.scp2p.core.wire.record.RelayRoute;
import io.scp2p.core.wire.relay.AskRoutes;
import io.scp2p.core.wire.relay.Routes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Everything about relays, as the rest of a node sees it. Lives on the loop. */
public final class RelayEngine {
  /** Section 14.6. */
  static final Duration ANNOUNCE_INTERVAL = Duration.ofMinutes(30);

  /** After an announcement that nobody keeps. */
  static final Duration ANNOUNCE_RETRY = Duration.ofSeconds(3);

  /** Peers behind relays are asked this often where else they are. */
  static final Duration ROUTES_INTERVAL = Duration.ofSeconds(20);

  private static final int ROUTES_BYTES = 4_096;

  private final Loop loop;
  private final Offload offload;
  private final Entropy entropy;
  private final NodeConfig config;
  private final SigningKey key;
  private final RandomGenerator random;
  private final boolean serves;
  private final RelayDirectory directory = new RelayDirectory();
  private final RelayService service;
  private @Nullable Network network;
  private @Nullable RelayWays ways;
  private @Nullable FarEnd farEnd;
  private @Nullable TunnelKeeper keeper;
  private @Nullable RelaySearch search;
  private @Nullable DhtService dht;
  private Supplier<List<BootstrapAddress>> self = List::of;
  private final Set<NodeKey> refreshed = new HashSet<>();
  private boolean behindRouter;
  private boolean closed;

  /** Nothing happens before {@link #join}. */
  public RelayEngine(
      Loop loop,
      Offload offload,
      Entropy entropy,
      NodeConfig config,
      SigningKey key,
      RandomGenerator random) {
    this.loop = loop;
    this.offload = offload;
    this.entropy = entropy;
    this.config = config;
    this.key = key;
    this.random = random;
    this.serves = serves(config);
    RelayConfig relay = config.relay();
    this.service =
        new RelayService(
            loop,
            entropy,
            directory,
            serves,
            RelayRules.of(
                relay.maxTunnels(),
                relay.serveContent(),
                relay.maxBytesPerTunnel(),
                relay.tunnelIdleTimeout()));
  }

  /** Whether a node so configured relays for others. */
  public static boolean serves(NodeConfig config) {
    return config.role() == NodeRole.RELAY
        || (config.relay().serve() && config.role() != NodeRole.LIGHT);
  }

  /** Registers what this answers. */
  public ServiceRegistry.Builder addTo(ServiceRegistry.Builder registry) {
    return service
        .addTo(registry)
        .serve(
            AskRoutes.class,
            (request, from, to) ->
                to.answer(
                    new Answer.Success(
                        new Routes(addresses().stream().limit(Routes.MAX_ADDRESSES).toList()))));
  }

  /** The network to work with; before anything is asked of it. */
  public void join(Network newNetwork, RelayListener listener, Runnable moved) {
    network = newNetwork;
    RelayAsker asker = new RelayAsker(newNetwork);
    FarEnd end = new FarEnd(loop, newNetwork, entropy);
    farEnd = end;
    RelayWays newWays =
        new RelayWays(loop, newNetwork, entropy, asker, config.limits().maxKnownPeers());
    ways = newWays;
    newNetwork.indirect(newWays);
    service.join(newNetwork, listener::serving);
    keeper =
        new TunnelKeeper(
            loop,
            newNetwork,
            key.nodeKey(),
            asker,
            end,
            directory,
            new TunnelMachine(config.relay().tunnels(), config.relay().healthInterval(), random),
            listener,
            moved,
            this::seek);
  }

  /**
   * Begins to look for relays, if nobody can dial this node, and to offer one, if it is one.
   *
   * @param newSelf where others can dial this node
   */
  public void start(DhtService newDht, Supplier<List<BootstrapAddress>> newSelf) {
    dht = newDht;
    self = newSelf;
    search =
        new RelaySearch(
            loop,
            offload,
            Objects.requireNonNull(network, "joined"),
            newDht,
            directory,
            this::offer);
    if (config.relay().use() && isFirewalled()) {
      offer(
          config.relay().relays().stream().flatMap(each -> Places.address(each).stream()).toList(),
          Source.USER);
      step(new TunnelInput.Needed(true));
    }
    if (serves) {
      announce();
    }
  }

  /** Who does not listen cannot be dialled; who names relays says that he cannot. */
  private boolean isFirewalled() {
    return !config.network().listen() || !config.relay().relays().isEmpty() || behindRouter;
  }

  /** Whether others see this node at an address that leads to a router and not here. */
  public void behindRouter(boolean isBehind) {
    if (isBehind == behindRouter) {
      return;
    }
    behindRouter = isBehind;
    if (search != null && config.relay().use()) {
      step(new TunnelInput.Needed(isFirewalled()));
    }
  }

  /** Relays somebody has found: in the local network, for instance. */
  public void offer(List<PeerAddress> relays, Source source) {
    List<PeerAddress> usable = relays.stream().filter(relay -> !Subnets.isUnusable(relay)).toList();
    step(new TunnelInput.Offered(usable, source));
  }

  private void step(TunnelInput input) {
    if (keeper != null && !closed) {
      keeper.step(input);
    }
  }

  private void seek() {
    if (search != null && !closed) {
      search.seek();
    }
  }

  /** A session has begun: a relay, perhaps, while one is looked for. */
  public void connected(NodeKey peer) {
    if (closed || network == null) {
      return;
    }
    // Posted twice: a moment later the dialler has made a note of where it is.
    loop.post(() -> loop.post(() -> considered(peer)));
    if (refreshed.add(peer)) {
      askRoutes(peer);
    }
  }

  private void considered(NodeKey peer) {
    if (search != null && !closed && config.relay().use() && isFirewalled()) {
      search.consider(peer);
    }
  }

  /** Where else a peer behind a relay can be reached: before its relay dies, not after. */
  private void askRoutes(NodeKey peer) {
    Network at = network;
    RelayWays to = ways;
    if (closed || at == null || to == null) {
      return;
    }
    boolean speaks =
        at.peer(peer)
            .flatMap(each -> each.extensions())
            .map(extensions -> extensions.has(AskRoutes.FEATURE))
            .orElse(false);
    if (!speaks || !to.leadTo(peer) || !at.connected().contains(peer)) {
      refreshed.remove(peer);
      return;
    }
    at.ask(
        peer,
        new AskRoutes(),
        ROUTES_BYTES,
        new AskOutcome() {
          @Override
          public void answered(Response response) {
            if (response instanceof Routes routes) {
              told(peer, to, routes);
            }
          }

          @Override
          public void failed(AskFailure why) {
            // Then the routes that are known have to do.
          }
        });
    var unused = loop.at(loop.time().nanos() + ROUTES_INTERVAL.toNanos(), () -> askRoutes(peer));
  }

  private static void told(NodeKey peer, RelayWays ways, Routes routes) {
    List<RelayRoute> own =
        routes.addresses().stream()
            .filter(address -> Objects.equals(peer, address.pubkeyHint()))
            .map(PeerAddress::relayVia)
            .filter(route -> route != null && route.endToEnd())
            .filter(route -> !Subnets.isUnusable(route.relayAddress()))
            .toList();
    ways.routes().toldAll(peer, own);
  }

  /** Where others can reach this node through relays. */
  public List<PeerAddress> addresses() {
    return keeper == null ? List.of() : keeper.addresses();
  }

  /** Where this node's own relays are: whoever asks them finds it. */
  public List<BootstrapAddress> relaysUsed() {
    return addresses().stream()
        .map(PeerAddress::relayVia)
        .filter(Objects::nonNull)
        .map(
            route ->
                new BootstrapAddress(
                    TransportKind.TCP,
                    Places.endpoint(route.relayAddress()).address().getAddress(),
                    route.relayAddress().port(),
                    route.relayAddress().pubkeyHint()))
        .limit(ShareLink.MAX_HINTS)
        .toList();
  }

  // As a relay.

  @SuppressWarnings("FutureReturnValueIgnored")
  private void announce() {
    DhtService to = dht;
    if (closed || to == null) {
      return;
    }
    long now = loop.time().wall().getEpochSecond();
    List<PeerAddress> addresses = announced();
    if (addresses.isEmpty()) {
      again(ANNOUNCE_RETRY);
      return;
    }
    RelayConfig relay = config.relay();
    Long quota = relay.serveContent() ? relay.maxBytesPerTunnel() : RelayRules.CONTROL_BYTES;
    RelayAnnouncement announcement =
        AnnouncementSeal.issue(
            key,
            addresses,
            new RelayCapacity(relay.maxTunnels(), BandwidthClass.MEDIUM, quota),
            now);
    directory.add(announcement, now);
    int[] copies = {0};
    List<DhtEntry> entries =
        Rendezvous.keys(key.nodeKey(), Rendezvous.bucket(now)).stream()
            .map(each -> new DhtEntry(each, announcement.encoded(), DhtLifetime.MIN_SECONDS))
            .toList();
    int[] left = {entries.size()};
    entries.forEach(
        entry ->
            to.publish(entry)
                .whenComplete(
                    (kept, failure) -> {
                      copies[0] += failure == null ? kept : 0;
                      if (--left[0] == 0) {
                        again(copies[0] == 0 ? ANNOUNCE_RETRY : ANNOUNCE_INTERVAL);
                      }
                    }));
  }

  private void again(Duration later) {
    var unused = loop.at(loop.time().nanos() + later.toNanos(), this::announce);
  }

  /** Addresses of use to others (quirk Q-25). */
  private List<PeerAddress> announced() {
    return self.get().stream()
        .filter(address -> address.transport() == TransportKind.TCP)
        .flatMap(address -> Places.address(address).stream())
        .filter(address -> !Subnets.isUnusable(address))
        .toList();
  }

  // For the host.

  /** A tunnel at a given relay, besides those that this node keeps anyway. */
  public CompletableFuture<RelayTunnel> register(BootstrapAddress relay) {
    PeerAddress at = Places.address(relay).orElse(null);
    TunnelKeeper to = keeper;
    if (at == null || to == null) {
      return CompletableFuture.failedFuture(
          new Scp2pException(ErrorCode.RELAY_UNAVAILABLE, "The relay cannot be used.", Map.of()));
    }
    CompletableFuture<TunnelKeeper.View> registered = new CompletableFuture<>();
    loop.post(() -> to.register(at, registered));
    return registered.thenApply(RelayFacts::tunnel);
  }

  /** The relays this node has heard of, the best first. */
  public List<RelayAnnouncement> known() {
    return directory.best(RelayDirectory.MAX_RELAYS, loop.time().wall().getEpochSecond());
  }

  /** This node's own tunnels. */
  List<TunnelKeeper.View> views() {
    return keeper == null ? List.of() : keeper.views();
  }

  /** This node as a relay. */
  public RelayService service() {
    return service;
  }

  /** Sealed channels that end here. */
  public int channels() {
    return farEnd == null ? 0 : farEnd.size();
  }

  /** Ends every tunnel, of this node and of others. */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (keeper != null) {
      keeper.close();
    }
    if (farEnd != null) {
      farEnd.close();
    }
    service.close();
  }
}
