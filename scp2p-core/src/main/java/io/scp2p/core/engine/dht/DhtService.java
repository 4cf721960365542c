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
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.NetworkListener;
import io.scp2p.core.protocol.Backoff;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.protocol.dht.Judged;
import io.scp2p.core.protocol.dht.LookupGoal;
import io.scp2p.core.protocol.dht.LookupResult;
import io.scp2p.core.protocol.dht.Speech;
import io.scp2p.core.protocol.dht.Subnets;
import io.scp2p.core.wire.message.DhtPut;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.ProviderEntry;
import io.scp2p.core.wire.record.ProviderList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

  private static final int MAX_RESTORED = 10_000;
  private static final Duration FIRST_REJOIN = Duration.ofSeconds(10);
  private static final Duration LAST_REJOIN = Duration.ofMinutes(5);

  private final DhtState state;
  private final Network network;
  private final Supplier<List<BootstrapAddress>> self;
  private final Supplier<CompletableFuture<List<NodeKey>>> bootstrap;
  private final DhtRun run;
  private final Announcer announcer;
  private final PeerExchange exchange;
  private final MemberLists members;
  private final Alarm rejoin;
  private final Backoff pause = new Backoff(FIRST_REJOIN, LAST_REJOIN);
  private final NodeKey ownKey;
  private boolean started;
  private boolean closed;

  /**
   * Does nothing before {@link #start}.
   *
   * @param self where others can reach this node
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
      Supplier<CompletableFuture<List<NodeKey>>> bootstrap,
      Duration republishInterval) {
    this.state = state;
    this.network = network;
    this.self = self;
    this.bootstrap = bootstrap;
    this.ownKey = key.nodeKey();
    this.run = new DhtRun(state, network, listener, this::announced);
    this.announcer =
        new Announcer(state, run, values, key, () -> own().stream().findFirst(), republishInterval);
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

  /** Own addresses, TCP before QUIC: that one every node can dial. */
  private List<PeerAddress> own() {
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
    state.machine.livesAt(own());
    // Whoever was remembered is a help; a store that cannot be read is no reason not to join.
    exchange.load(MAX_RESTORED).whenComplete((done, failure) -> join());
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void join() {
    if (closed) {
      return;
    }
    if (state.machine.table().size() == 0) {
      var unused = bootstrap.get();
      for (PeerAddress address : state.peers.toDial(DIALLED_TO_JOIN, state.random)) {
        if (DhtState.isReachable(address)) {
          network
              .contact(Places.endpoint(address), address.pubkeyHint())
              .whenComplete(
                  (key, failure) -> {
                    if (failure != null) {
                      state.peers.failed(address);
                    }
                  });
        }
      }
    } else {
      pause.reset();
    }
    rejoin.set(OptionalLong.of(state.nowNanos() + pause.nextNanos(state.random)));
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

  /** The last session with a peer has ended. */
  public void disconnected(NodeKey peer) {
    state.speeches.remove(peer);
    exchange.disconnected(peer);
  }

  /**
   * Finds nodes that may know a share: those that have its head, then those closest to its key.
   *
   * @return completes in bounded time, never with a failure
   */
  public CompletableFuture<List<NodeKey>> find(ShareKey share) {
    if (!started) {
      return CompletableFuture.completedFuture(List.of());
    }
    state.learn(share);
    return run.find(LookupGoal.every(DhtKeys.shareHead(share.id())), List.of())
        .thenApply(DhtService::asked);
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
        .thenCompose(result -> contact(providers(result)));
  }

  /** Signed entries first; nobody twice, and not this node itself (quirk Q-28). */
  private List<PeerAddress> providers(LookupResult result) {
    Map<Object, PeerAddress> signed = new LinkedHashMap<>();
    Map<Object, PeerAddress> plain = new LinkedHashMap<>();
    for (Judged value : result.values()) {
      ProviderList list = value.providers();
      for (int i = 0; list != null && i < list.entries().size(); i++) {
        ProviderEntry entry = list.entries().get(i);
        PeerAddress address = entry.address();
        NodeKey key = address.pubkeyHint();
        boolean usable =
            !Subnets.isUnusable(address)
                && DhtState.isReachable(address)
                && (key == null || !ownKey.equals(key));
        if (usable) {
          Object who = key == null ? address : key;
          (value.proved().contains(i) ? signed : plain).putIfAbsent(who, address);
        }
      }
    }
    plain.forEach(signed::putIfAbsent);
    return new ArrayList<>(signed.values()).subList(0, Math.min(MAX_CONTACTED, signed.size()));
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private CompletableFuture<Void> contact(List<PeerAddress> providers) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    int[] left = {providers.size()};
    if (providers.isEmpty()) {
      done.complete(null);
    }
    for (PeerAddress address : providers) {
      network
          .contact(Places.endpoint(address), address.pubkeyHint())
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
    return members.contact(address);
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

  /** Nodes in the table, peers that were met, values kept for others. */
  public record Counts(int nodes, int peers, int values) {}

  /** How far this node is part of the network. */
  public Counts counts() {
    return new Counts(
        state.machine.table().size(), state.peers.metCount(), state.machine.store().size());
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
