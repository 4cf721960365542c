package io.scp2p.core.engine.node;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.community.Communities;
import io.scp2p.api.config.NetworkConfig;
import io.scp2p.api.diagnostics.Diagnostics;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.LifecycleEvent;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.identity.Identity;
import io.scp2p.api.pairing.Pairing;
import io.scp2p.api.peer.Peers;
import io.scp2p.api.peer.Relays;
import io.scp2p.api.search.Search;
import io.scp2p.api.share.Shares;
import io.scp2p.api.share.Subscriptions;
import io.scp2p.api.spi.LanSocket;
import io.scp2p.api.spi.LanSocketProvider;
import io.scp2p.api.spi.NodeParts;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.transfer.ContentRef;
import io.scp2p.api.transfer.Downloads;
import io.scp2p.api.transfer.RemoteContent;
import io.scp2p.api.vault.Vault;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.engine.keys.KeyRing;
import io.scp2p.core.engine.lan.LanService;
import io.scp2p.core.engine.share.PublishedShare;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A node as its host sees it: its start, its facades, its end. */
final class RunningNode implements Scp2pNode {
  private static final System.Logger LOG = System.getLogger(RunningNode.class.getName());

  /** For each step of closing; what takes longer is left behind and said so in the log. */
  private static final long CLOSE_STEP_SECONDS = 20;

  /** For subscribers to read the last events; one that blocks is not waited for. */
  private static final long EVENT_SECONDS = 5;

  private static final long LISTEN_SECONDS = 10;

  private final NodeCore core;
  private final Signals signals;
  private final ShareFacade shares;
  private final Identity identity;
  private final Peers peers;
  private final SubscriptionFacade subscriptions;
  private final Search search;
  private final Downloads downloads;
  private final Diagnostics diagnostics;
  private final Communities communities;
  private final Vault vault;
  private final PairingFacade pairing;
  private final Relays relays;
  private final Set<Thread> closers = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  private RunningNode(NodeCore core) {
    this.core = core;
    this.signals =
        new Signals(core.threads().loop(), core.threads().offload(), core.threads().signals());
    this.shares = new ShareFacade(core, signals);
    this.identity = new IdentityFacade(core.keys(), signals);
    this.peers = new PeerFacade(core, signals);
    this.subscriptions = new SubscriptionFacade(core, signals);
    this.search = new SearchFacade(core, signals);
    this.downloads = new DownloadFacade(core, signals);
    this.diagnostics = new DiagnosticsFacade(core, signals);
    this.communities = new CommunityFacade(core.communities(), signals);
    this.vault = new VaultFacade(core.vaultEngine(), signals);
    this.relays = new RelayFacade(core, signals);
    this.pairing = new PairingFacade(core, signals, shares, subscriptions, downloads);
  }

  /** Starts a node; whatever was opened is released again if that fails. */
  static RunningNode start(NodeParts parts) {
    Threads threads = new Threads(parts);
    Stores stores = null;
    KeyRing keys = null;
    NodeCore core = null;
    FoundTransports transports = FoundTransports.of(parts);
    boolean started = false;
    try {
      stores = Stores.open(parts);
      keys =
          parts.home() == null
              ? KeyRing.inMemory(parts.entropy())
              : KeyRing.open(stores.state(), parts.home(), parts.passphrase(), parts.entropy());
      core = new NodeCore(parts, threads, stores, keys, transports.await(), lanSocket(parts));
      RunningNode node = new RunningNode(core);
      node.begin();
      started = true;
      return node;
    } finally {
      if (!started) {
        if (core == null) {
          transports.close();
        }
        release(core, keys, stores, threads);
      }
    }
  }

  private static void release(
      @Nullable NodeCore core, @Nullable KeyRing keys, @Nullable Stores stores, Threads threads) {
    Closing steps = new Closing();
    if (core != null) {
      steps.step(() -> core.lan().ifPresent(LanService::release));
      steps.await("the network", core.network()::close, CLOSE_STEP_SECONDS);
      steps.step(core.library()::close);
      steps.step(core.telemetry()::close);
    }
    steps.step(threads::finishWork);
    if (keys != null) {
      steps.step(keys::close);
    }
    if (stores != null) {
      steps.step(stores::close);
    }
    steps.step(threads::close);
    steps.report(); // Thrown is why the node did not start.
  }

  /**
   * Whoever brings transports of his own decides himself what this node has to do with the network
   * of the machine; and a node that tells others only of loopback does not want to be found.
   */
  private static @Nullable LanSocket lanSocket(NodeParts parts) {
    NetworkConfig network = parts.config().network();
    boolean hidden =
        !network.advertised().isEmpty()
            && network.advertised().stream()
                .allMatch(at -> at.getAddress() != null && at.getAddress().isLoopbackAddress());
    if (!network.lanDiscovery() || hidden || parts.transports() != null) {
      return null;
    }
    return ServiceLoader.load(LanSocketProvider.class)
        .findFirst()
        .map(provider -> provider.create(LanSocketProvider.PORT))
        .orElse(null);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void begin() {
    // The first event of all; nobody can see it before the node serves, and start() returns.
    core.threads()
        .loop()
        .post(
            () -> {
              core.hub().publish(stamp -> new LifecycleEvent.Started(stamp, identity.self().id()));
              core.problems().begin();
            });
    if (core.config().network().listen()) {
      listen();
    }
    core.lan().ifPresent(lan -> core.threads().loop().post(lan::start));
    core.threads().loop().post(core.reachability()::start);
    core.threads().loop().post(core.vaultEngine()::start);
    core.threads().loop().post(core.communities()::start);
    core.following().start();
    core.downloads().restore();
    core.threads().loop().post(this::catchUp);
    pairing.tidy();
    core.threads().loop().post(() -> core.relays().start(core.dht(), core::direct));
    core.threads().loop().post(core.reach()::start);
    core.threads().loop().post(core.network().whereabouts()::watch);
    if (core.config().dht().enabled()) {
      core.threads().loop().post(core.dht()::start); // Which contacts the bootstrap peers.
    } else if (!core.config().network().bootstrap().isEmpty()) {
      core.threads().loop().post(() -> core.seeds().contact(List.of()));
    }
  }

  private void listen() {
    try {
      core.network().listen().get(LISTEN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new Scp2pException(
          ErrorCode.LISTEN_FAILED,
          "The node cannot listen; choose other ports, or end whoever uses them.",
          Map.of(
              "tcpPort", Integer.toString(core.config().network().tcpPort()),
              "quicPort", Integer.toString(core.config().network().quicPort())),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Scp2pException(
          ErrorCode.CANCELLED, "The thread that starts the node was interrupted.", Map.of(), e);
    }
  }

  /**
   * A version that was published just before a crash may not be in the catalog yet, and a share
   * that was withdrawn just before one may still be.
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void catchUp() {
    core.threads()
        .offload()
        .call(this::adoptOwn)
        .whenComplete(
            (withdrawn, failure) -> {
              shares.caughtUp();
              if (failure == null) {
                withdrawn.forEach(this::withdraw);
              } else if (!signals.isClosed()) {
                LOG.log(System.Logger.Level.ERROR, "own shares could not be looked at", failure);
              }
              core.publisher().tidy();
            });
  }

  /** Returns what is in the catalog as our own and published no more. */
  private List<ShareId> adoptOwn() throws StoreException {
    Set<ShareId> own = new HashSet<>();
    for (PublishedShare share : core.shareStore().list()) {
      own.add(share.id());
      long known = core.catalog().newest(share.id()).map(version -> version.sequence()).orElse(0L);
      if (Long.compareUnsigned(share.seq(), known) > 0) {
        core.ownCatalog().adoptNow(share);
      }
      core.following().ownShare(share.id(), true);
    }
    for (CatalogStore.Entry entry : core.catalog().shares()) {
      if (entry.own()) {
        own.add(entry.share());
      }
    }
    // Asked last: others are published and withdrawn while this goes on.
    List<ShareId> withdrawn = new ArrayList<>();
    for (ShareId share : own) {
      if (core.shareStore().find(share).isEmpty()) {
        withdrawn.add(share);
      }
    }
    return withdrawn;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void withdraw(ShareId share) {
    core.following().ownShare(share, false);
    core.ownCatalog()
        .withdraw(share)
        .whenComplete(
            (done, failure) -> {
              if (failure != null && !signals.isClosed()) {
                LOG.log(System.Logger.Level.WARNING, "a withdrawn share is still known", failure);
              }
            });
  }

  @Override
  public Identity identity() {
    return identity;
  }

  @Override
  public Peers peers() {
    return peers;
  }

  @Override
  public Shares shares() {
    return shares;
  }

  @Override
  public Subscriptions subscriptions() {
    return subscriptions;
  }

  @Override
  public Search search() {
    return search;
  }

  @Override
  public Downloads downloads() {
    return downloads;
  }

  @Override
  public Communities communities() {
    return communities;
  }

  @Override
  public Vault vault() {
    return vault;
  }

  @Override
  public Pairing pairing() {
    return pairing;
  }

  @Override
  public Relays relays() {
    return relays;
  }

  @Override
  public Diagnostics diagnostics() {
    return diagnostics;
  }

  @Override
  public Flux<NodeEvent> events() {
    return core.hub().events();
  }

  @Override
  public Flux<NodeEvent> events(long since) {
    return core.hub().events(since);
  }

  @Override
  public Mono<RemoteContent> open(ContentRef content) {
    return signals.future(() -> core.readers().open(content));
  }

  @Override
  public void close() {
    if (core.threads().isNeeded()) {
      // Which cannot wait for what it has to do itself.
      new Thread(this::closeAside, "scp2p-close").start();
      return;
    }
    // A subscriber to events may close the node: nobody then waits for it to read on.
    Thread caller = Thread.currentThread();
    closers.add(caller);
    try {
      core.hub().excuse(caller);
      closeTogether();
    } finally {
      closers.remove(caller);
    }
  }

  private void closeAside() {
    try {
      close();
    } catch (RuntimeException | Error failure) {
      LOG.log(System.Logger.Level.ERROR, "a part of a node did not close well", failure);
    }
  }

  private void closeTogether() {
    if (closing.compareAndSet(false, true)) {
      try {
        closeOnce();
      } finally {
        closed.countDown();
      }
      return;
    }
    boolean interrupted = false;
    while (closed.getCount() > 0) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeOnce() {
    Threads threads = core.threads();
    Closing steps = new Closing();
    steps.step(signals::refuse);
    steps.await("downloads", core.downloads()::close, CLOSE_STEP_SECONDS);
    steps.await("subscriptions", () -> onLoop(() -> suspend(steps)), CLOSE_STEP_SECONDS);
    steps.step(() -> core.lan().ifPresent(LanService::release));
    steps.await("forwarded ports", core.reachability()::close, CLOSE_STEP_SECONDS);
    steps.step(core.reachability()::release);
    steps.await("the network", core.network()::close, CLOSE_STEP_SECONDS);
    steps.step(core.library()::close);
    steps.await("the events", this::lastEvents, EVENT_SECONDS);
    steps.step(core.telemetry()::close);
    steps.step(threads::finishWork);
    steps.step(core.vaultEngine()::release);
    steps.step(signals::end);
    steps.step(core.keys()::close);
    steps.step(core.stores()::close);
    steps.step(() -> threads.close(closers));
    steps.end();
  }

  private CompletableFuture<Void> lastEvents() {
    CompletableFuture<Void> told = new CompletableFuture<>();
    core.threads()
        .loop()
        .post(
            () -> {
              core.hub().publish(LifecycleEvent.Closing::new);
              var unused = core.hub().close().whenComplete((done, failure) -> told.complete(null));
            });
    return told;
  }

  /** On the loop. */
  private void suspend(Closing steps) {
    List<Runnable> parts =
        List.of(
            core.relays()::close,
            core.reach()::close,
            core.reachability()::suspend,
            core.communities()::close,
            () -> core.lan().ifPresent(LanService::close),
            core.dht()::close,
            core.following()::close,
            core.publisher()::close,
            core.vaultEngine()::close,
            core.readers()::close,
            core.uploads()::close,
            shares::suspend,
            pairing::suspend);
    parts.forEach(steps::step);
  }

  private CompletableFuture<Void> onLoop(Runnable action) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    core.threads()
        .loop()
        .post(
            () -> {
              try {
                action.run();
              } finally {
                done.complete(null);
              }
            });
    return done;
  }
}
