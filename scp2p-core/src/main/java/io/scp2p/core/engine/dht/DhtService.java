package io.scp2p.core.engine.dht;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.TransportException;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.NetworkListener;
import io.scp2p.core.protocol.Backoff;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.protocol.dht.Judged;
import io.scp2p.core.protocol.dht.LookupGoal;
import io.scp2p.core.protocol.dht.LookupResult;
import io.scp2p.core.protocol.dht.Speech;
import io.scp2p.core.protocol.peers.KnownPeer;
import io.scp2p.core.wire.message.DhtPut;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.DhtRecord;
import io.scp2p.core.wire.record.PeerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The DHT for the rest of a node: finds who knows of a share or has a content, announces what this
 * node publishes, and joins the network again when it has lost it. Lives on the loop.
 */
public final class DhtService {
  /** Providers of one content that are contacted. */
  static final int MAX_CONTACTED = 12;

  /** What others get once one provider has answered. */
  private static final Duration GRACE = Duration.ofMillis(300);

  /** Peers of earlier runs that are dialled to join. */
  private static final int DIALLED_TO_JOIN = 8;

  /**
   * Between two calls on peers outside the table: parts of a network that was divided know nobody
   * of each other any more, however full their tables are.
   */
  private static final Duration MEND_INTERVAL = Duration.ofMinutes(5);

  /** Peers called on, besides those of the configuration, out of so many good ones. */
  private static final int CALLED_ON = 2;

  private static final int GOOD_ONES = 32;

  private static final int MAX_RESTORED = 10_000;
  private static final Duration FIRST_REJOIN = Duration.ofSeconds(10);
  private static final Duration LAST_REJOIN = Duration.ofMinutes(5);

  private final DhtState state;
  private final Network network;
  private final Supplier<List<BootstrapAddress>> self;
  private final Supplier<List<PeerAddress>> relayed;
  private final Supplier<CompletableFuture<List<NodeKey>>> bootstrap;
  private final DhtRun run;
  private final Announcer announcer;
  private final PeerExchange exchange;
  private final MemberLists members;
  private final Alarm rejoin;
  private final Backoff pause = new Backoff(FIRST_REJOIN, LAST_REJOIN);
  private final NodeKey ownKey;
  private final FoundNodes found = new FoundNodes();
  private long nextMendNanos;
  private boolean started;
  private boolean closed;

  /**
   * Does nothing before {@link #start}.
   *
   * @param self where others can reach this node
   * @param relayed its addresses behind relays
   * @param bootstrap makes contact with the peers of the configuration
   */
  public DhtService(
      DhtState state,
      DhtServices services,
      Network network,
      NetworkListener listener,
      StateStore store,
      SigningKey key,
      OwnValues values,
      Supplier<List<BootstrapAddress>> self,
      Supplier<List<PeerAddress>> relayed,
      Supplier<CompletableFuture<List<NodeKey>>> bootstrap,
      Duration republishInterval,
      Duration announceInterval) {
    this.state = state;
    this.network = network;
    this.self = self;
    this.relayed = relayed;
    this.bootstrap = bootstrap;
    this.ownKey = key.nodeKey();
    this.run = new DhtRun(state, network, listener, this::announced);
    this.announcer =
        new Announcer(
            state,
            run,
            values,
            key,
            () -> own().stream().findFirst(),
            republishInterval,
            announceInterval);
    this.exchange =
        new PeerExchange(state, run, network, new PeerRows(store, state.offload), this::own);
    this.members = new MemberLists(state, run, network, ownKey, this::own);
    this.rejoin = new Alarm(state.loop, this::join);
    exchange.onFirstMet(announcer::begin);
    services.onClaim(exchange::claimed);
  }

  private void announced() {
    announcer.swept();
  }

  /**
   * Own addresses: behind relays first, for there are some only if nobody can dial this node; then
   * TCP before QUIC, as that one every node can dial.
   */
  private List<PeerAddress> own() {
    List<PeerAddress> all = new ArrayList<>(relayed.get());
    all.addAll(direct());
    return all;
  }

  private List<PeerAddress> direct() {
    return BootstrapAddress.withAlternates(self.get()).stream()
        .filter(self.get()::contains)
        .flatMap(address -> Places.address(address).stream())
        .toList();
  }

  /** Joins the network. */
  @SuppressWarnings("FutureReturnValueIgnored")
  public void start() {
    if (!state.enabled) {
      return;
    }
    started = true;
    nextMendNanos = state.nowNanos() + MEND_INTERVAL.toNanos();
    state.machine.livesAt(own());
    // Whoever was remembered is a help; a store that cannot be read is no reason not to join.
    exchange.load(MAX_RESTORED).whenComplete((done, failure) -> join());
  }

  private void join() {
    if (closed) {
      return;
    }
    long now = state.nowNanos();
    if (state.machine.table().size() == 0) {
      var unused = bootstrap.get();
      state.peers.toDial(DIALLED_TO_JOIN, state.random).forEach(this::callOn);
    } else {
      pause.reset();
      if (Nanos.isDue(nextMendNanos, now)) {
        mend(now);
      }
    }
    rejoin.set(OptionalLong.of(now + pause.nextNanos(state.random)));
  }

  private void mend(long nowNanos) {
    nextMendNanos = nowNanos + MEND_INTERVAL.toNanos();
    var unused = bootstrap.get();
    List<PeerAddress> outside =
        new ArrayList<>(
            state.peers.toDial(GOOD_ONES, state.random).stream()
                .filter(address -> !state.machine.hasMet(address))
                .toList());
    for (int i = 0; i < CALLED_ON && !outside.isEmpty(); i++) {
      callOn(outside.remove(state.random.nextInt(outside.size())));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void callOn(PeerAddress address) {
    if (!DhtState.isReachable(address)) {
      return;
    }
    network
        .contact(Places.endpoint(address), address.pubkeyHint())
        .whenComplete(
            (key, failure) -> {
              if (failure != null) {
                state.failed(address);
              }
            });
  }

  /** The first session with a peer. */
  public void connected(NodeKey peer, Endpoint at) {
    boolean batches =
        network
            .peer(peer)
            .flatMap(each -> each.extensions())
            .map(extensions -> extensions.has(DhtPut.FEATURE))
            .orElse(false);
    state.speeches.put(peer, batches ? Speech.BATCHES : Speech.V1);
    if (started && !closed) {
      exchange.connected(peer, at);
    }
  }

  /** Somebody may be at an address of the local network; nobody in particular says so. */
  public void heardOf(PeerAddress address) {
    var unused = state.peers.named(address, null, state.nowUnix());
  }

  /** The last session with a peer has ended. */
  public void disconnected(NodeKey peer) {
    state.speeches.remove(peer);
    exchange.disconnected(peer);
  }

  /**
   * Finds nodes that may know a share: those that have its head, then those closest to its key. Who
   * was found is found again without a question for {@link FoundNodes#FRESH}.
   *
   * @return completes in bounded time, never with a failure
   */
  public CompletableFuture<List<NodeKey>> find(ShareKey share) {
    if (!started) {
      return CompletableFuture.completedFuture(List.of());
    }
    state.learn(share);
    Optional<List<NodeKey>> before = found.get(share.id(), state.nowNanos());
    if (before.isPresent()) {
      return CompletableFuture.completedFuture(before.get());
    }
    return run.find(LookupGoal.every(DhtKeys.shareHead(share.id())), List.of())
        .thenApply(result -> remembered(share.id(), result));
  }

  private List<NodeKey> remembered(ShareId share, LookupResult result) {
    List<NodeKey> nodes = asked(result);
    if (!result.holders().isEmpty()) {
      found.put(share, nodes, state.nowNanos());
    }
    return nodes;
  }

  private static List<NodeKey> asked(LookupResult result) {
    Set<NodeKey> keys = new LinkedHashSet<>();
    for (List<PeerAddress> group : List.of(result.holders(), result.closest())) {
      group.forEach(
          address -> {
            NodeKey key = address.pubkeyHint();
            if (key != null) {
              keys.add(key);
            }
          });
    }
    return List.copyOf(keys);
  }

  /**
   * Makes contact with nodes that say they have a content.
   *
   * @return completes when those that can be reached are connected; never with a failure
   */
  public CompletableFuture<Void> contactProviders(ContentId content) {
    if (!started) {
      return CompletableFuture.completedFuture(null);
    }
    return run.find(LookupGoal.every(DhtKeys.providers(content)), List.of())
        .thenCompose(result -> contact(FoundProviders.of(result.values(), ownKey, MAX_CONTACTED)));
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private CompletableFuture<Void> contact(List<PeerAddress> providers) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    int[] left = {providers.size()};
    if (providers.isEmpty()) {
      done.complete(null);
    }
    for (PeerAddress address : providers) {
      meet(address)
          .whenComplete(
              (key, failure) -> {
                if (--left[0] == 0) {
                  done.complete(null);
                } else if (failure == null) {
                  // Nobody waits for a silent address once somebody has answered.
                  state.loop.at(state.nowNanos() + GRACE.toNanos(), () -> done.complete(null));
                }
              });
    }
    return done;
  }

  /** Whoever lives at an address, dialled or through the relay that it names. */
  private CompletableFuture<NodeKey> meet(PeerAddress address) {
    if (DhtState.isReachable(address)) {
      return network.contact(Places.endpoint(address), address.pubkeyHint());
    }
    CompletableFuture<NodeKey> reached = new CompletableFuture<>();
    Optional<NodeKey> key = network.knowIndirect(address);
    if (key.isEmpty()) {
      state.loop.post(() -> reached.completeExceptionally(unreachable()));
    } else {
      network.reach(
          key.get(),
          there -> {
            if (there) {
              reached.complete(key.get());
            } else {
              reached.completeExceptionally(unreachable());
            }
          });
    }
    return reached;
  }

  private static TransportException unreachable() {
    return new TransportException(
        TransportException.Reason.UNREACHABLE, "no relay leads to the peer", null);
  }

  /** This node can be reached elsewhere from now on: others are told at once. */
  public void moved() {
    if (started && !closed) {
      state.machine.livesAt(own());
      exchange.moved();
      announcer.moved();
    }
  }

  /**
   * What the nodes closest to a key keep under it; completes in bounded time, never with a failure.
   */
  public CompletableFuture<List<DhtRecord>> records(DhtKey key) {
    if (!started || closed) {
      return CompletableFuture.completedFuture(List.of());
    }
    return run.find(LookupGoal.every(key), List.of())
        .thenApply(result -> result.values().stream().map(Judged::record).toList());
  }

  /**
   * Gives a value of this node to the nodes closest to its key; completes with how many keep it.
   */
  public CompletableFuture<Integer> publish(DhtEntry entry) {
    return started && !closed ? run.publish(entry) : CompletableFuture.completedFuture(0);
  }

  /**
   * Says in the DHT that this node has joined a community.
   *
   * @return completes with how many nodes know it now, never with a failure
   */
  public CompletableFuture<Integer> publishMembership(CommunityId community) {
    return started && !closed ? members.publish(community) : CompletableFuture.completedFuture(0);
  }

  /**
   * Finds nodes that are said to have joined a community. A claim of whoever wrote it.
   *
   * @return completes in bounded time, never with a failure
   */
  public CompletableFuture<List<PeerAddress>> findMembers(CommunityId community) {
    return started && !closed
        ? members.find(community)
        : CompletableFuture.completedFuture(List.of());
  }

  /** Makes contact with whoever lives at an address; empty if nobody does. */
  public CompletableFuture<Optional<NodeKey>> contact(PeerAddress address) {
    return meet(address).handle((key, failure) -> Optional.ofNullable(key));
  }

  /** Where a peer was met, now or in an earlier run. */
  public Optional<PeerAddress> whereMet(NodeId peer) {
    return state.peers.whereMet(peer);
  }

  /** Some peers that were met before, or that others named; nobody says that they are there. */
  public List<PeerAddress> someKnown(int wanted) {
    return state.peers.toDial(wanted, state.random).stream().filter(DhtState::isReachable).toList();
  }

  /** Where a peer was reached, as it is written in records. */
  public List<PeerAddress> addresses(NodeKey peer) {
    return network.addresses(peer).stream()
        .flatMap(endpoint -> Places.address(endpoint).stream())
        .map(at -> new PeerAddress(at.ip(), at.port(), at.transport(), peer, null))
        .toList();
  }

  /** Where to dial an address; empty if it is behind a relay. */
  public Optional<Endpoint> endpoint(PeerAddress address) {
    return DhtState.isReachable(address) ? Optional.of(Places.endpoint(address)) : Optional.empty();
  }

  /** Where this node tells others to look for it. */
  public List<PeerAddress> addresses() {
    return own();
  }

  /** A share has a new version. */
  public void published(ShareId share) {
    if (started && !closed) {
      announcer.published(share);
    }
  }

  /** This node has a content now that it did not publish. */
  public void kept(ContentId content) {
    if (started && !closed) {
      announcer.kept(content);
    }
  }

  /** Everybody who was met, in this run or an earlier one. */
  public List<KnownPeer> known() {
    return state.peers.all();
  }

  /** What is known of a peer that was met. */
  public Optional<KnownPeer> known(NodeKey peer) {
    return state.peers.find(peer);
  }

  /** Forgets a peer, on disk as well. */
  public void forget(NodeKey peer) {
    exchange.forget(peer);
  }

  /** Ends every search; whoever waits gets nothing. Keeps who was met. */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    rejoin.set(OptionalLong.empty());
    announcer.close();
    exchange.close();
    run.close();
  }
}
