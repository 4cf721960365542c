package io.scp2p.core.engine;

import io.scp2p.api.config.LimitsConfig;
import io.scp2p.api.diagnostics.NodeSnapshot;
import io.scp2p.api.diagnostics.SessionSnapshot;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.Transport;
import io.scp2p.core.protocol.path.AddressBook;
import io.scp2p.core.protocol.path.SessionPool;
import io.scp2p.core.protocol.session.Extensions;
import io.scp2p.core.protocol.session.HandshakeFailure;
import io.scp2p.core.protocol.session.Peer;
import io.scp2p.core.protocol.session.PinBook;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.protocol.session.SessionMachine;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.record.PeerAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that passes between this node and others: it listens, dials, asks, answers, and remembers
 * whom it met where.
 *
 * <p><b>Confinement.</b> Lives on the loop, where every future completes and every callback is
 * made. Only the constructor, {@link #listen} and {@link #close} may be called from elsewhere.
 *
 * <p><b>Bounds.</b> Sessions in total, for each peer and for each address block ({@link
 * LimitsConfig}); addresses for each peer ({@link AddressBook}); requests in flight for each
 * session, worked on and waiting ({@code SessionRules}, {@code ServingQueue}); contacts under way;
 * pins.
 */
public final class Network {
  private final NetworkParts parts;
  private final Loop loop;
  private final PinBook pins;
  private final Set<NodeKey> blocked = new HashSet<>();
  private final AddressBook addresses;
  private final Links links;
  private final ReceiveBudget held;
  private final Contacts contacts;
  private final PeerSessions peers;
  private final Serving serving;
  private final Listening listening;
  private final Dialler dialler;
  private final Tunnels tunnels;
  private final OpenedPaths opened;
  private final Whereabouts whereabouts;
  private IndirectWays indirect = IndirectWays.NONE;
  private final CompletableFuture<Void> released = new CompletableFuture<>();
  private long lastNumber;
  private boolean closing;

  /** A network that neither listens nor dials yet. */
  public Network(NetworkParts parts) {
    this.parts = parts;
    this.loop = parts.loop();
    LimitsConfig limits = parts.config().limits();
    this.pins = new PinBook(parts.pins(), parts.pinListener());
    this.addresses = new AddressBook(limits.maxKnownPeers());
    long seed = ByteBuffer.wrap(parts.entropy().bytes(Long.BYTES)).getLong();
    this.links = new Links(loop, new SplittableRandom(seed), parts.listener());
    Sessions sessions =
        new Sessions(
                loop,
                parts.local(),
                parts.entropy(),
                new Host(false),
                pins::knownToExtend,
                parts.config().network().handshakeTimeout())
            .holdingAtMost(parts.config().limits().maxBufferBytes());
    this.held = sessions.intake().budget();
    this.dialler =
        new Dialler(
            loop,
            sessions,
            parts.transports(),
            parts.config().network(),
            addresses,
            pins,
            parts.listener());
    this.contacts = new Contacts(loop, dialler, links, pins, parts.listener());
    SessionPool pool =
        new SessionPool(
            limits.maxSessions(), limits.maxSessionsPerPeer(), limits.maxSessionsPerAddress());
    this.peers = new PeerSessions(loop, dialler, links, pool, parts.listener());
    this.tunnels = new Tunnels(dialler, sessions, links, peers, new Host(true));
    this.opened = new OpenedPaths(dialler, links, pins);
    this.serving =
        new Serving(
            loop, parts.config(), parts.services(), parts.entropy(), parts.listener(), peers::used);
    this.listening =
        new Listening(
            sessions,
            parts.transports(),
            parts.config().network(),
            parts.bindAddress(),
            parts.offload());
    this.whereabouts = new Whereabouts(loop, parts.offload(), listening, links);
  }

  /**
   * Opens the ports that the configuration names (section 3.1). Once, from any thread.
   *
   * @return completes on the loop with every address at which this machine knows others may dial
   *     it; fails with {@link io.scp2p.api.spi.TransportException} if a port cannot be had
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  public CompletableFuture<List<Endpoint>> listen() {
    CompletableFuture<List<Endpoint>> outcome = new CompletableFuture<>();
    listening
        .open()
        .whenComplete(
            (endpoints, failure) ->
                loop.post(
                    () -> {
                      if (failure == null) {
                        whereabouts.listensAt(endpoints);
                        outcome.complete(whereabouts.endpoints());
                      } else {
                        outcome.completeExceptionally(Failures.cause(failure));
                      }
                    }));
    return outcome;
  }

  /** What {@link #listen} completed with; empty before. */
  public List<Endpoint> localEndpoints() {
    return whereabouts.endpoints();
  }

  /** What becomes of the machine's own addresses, and of sessions when they change. */
  public Whereabouts whereabouts() {
    return whereabouts;
  }

  /** Somebody says that a peer can be reached at these addresses. */
  public void know(NodeKey peer, List<Endpoint> endpoints) {
    addresses.heard(peer, endpoints);
  }

  /** A peer was met at this address in the local network, where it is dialled from now on. */
  public void near(NodeKey peer, Endpoint endpoint) {
    addresses.near(peer, endpoint);
  }

  /** Where a peer may be reached, the best address first. */
  public List<Endpoint> addresses(NodeKey peer) {
    return addresses.of(peer);
  }

  /**
   * Makes contact with whoever lives at an address, over a session that is there or a new one.
   *
   * @param expected the only key that will do; null for whom was met there before, and at first
   *     contact for anybody, who is pinned
   * @return the key that was proved; or fails with {@link io.scp2p.api.spi.TransportException} or
   *     {@link HandshakeRefusedException}
   */
  public CompletableFuture<NodeKey> contact(Endpoint at, @Nullable NodeKey expected) {
    return contacts.contact(at, expected);
  }

  /**
   * Asks a peer, wherever it is.
   *
   * @param expectedBytes how long the answer may be: longer ones get more time, and from {@link
   *     io.scp2p.core.protocol.path.PathChoice#BULK_BYTES} on they take the way for bulk
   */
  public AskTicket ask(NodeKey peer, Request request, int expectedBytes, AskOutcome outcome) {
    Question question =
        new Question(peers.nextTicket(), peer, request, expectedBytes, outcome, blocked(peer));
    peers.ask(question);
    return () -> peers.cancel(question);
  }

  /** As {@link #ask}, for somebody who decodes the answer himself, away from the loop. */
  public AskTicket askRaw(NodeKey peer, Request request, int expectedBytes, Reply outcome) {
    return ask(peer, request, expectedBytes, new RawOutcome(outcome));
  }

  /** Which ways there are to peers besides their addresses; before the first question. */
  public void indirect(IndirectWays ways) {
    indirect = ways;
    dialler.indirect(ways);
  }

  /**
   * Somebody says that a peer can be reached at an address that is behind a relay.
   *
   * @return the key to ask it by; empty if the address is of no use
   */
  public Optional<NodeKey> knowIndirect(PeerAddress address) {
    return indirect.know(address);
  }

  /** Sessions that become tunnels, and sessions through tunnels. */
  public Tunnels tunnels() {
    return tunnels;
  }

  /** Sessions over paths that both sides have opened. */
  public OpenedPaths opened() {
    return opened;
  }

  /**
   * Makes sure that there is a session with a peer, by whatever way is known.
   *
   * @param outcome told on the loop, not before this returns
   */
  public void reach(NodeKey peer, Consumer<Boolean> outcome) {
    if (blocked(peer)) {
      loop.post(() -> outcome.accept(false));
    } else {
      peers.reach(peer, outcome);
    }
  }

  /** How many requests a peer takes at once; without a session, as many as anybody takes. */
  public int inFlightLimit(NodeKey peer) {
    return peers.places(peer);
  }

  /** The shortest time in which a connected peer has answered something small; 0 if unknown. */
  public long roundTripNanos(NodeKey peer) {
    return links.roundTripNanos(peer);
  }

  /** Whether one more request to a peer would go out at once. */
  public boolean mayAskMore(NodeKey peer) {
    return peers.free(peer) > 0;
  }

  /** Peers with a session. */
  public Set<NodeKey> connected() {
    Set<NodeKey> keys = new HashSet<>();
    links.all().forEach(link -> keys.add(link.key()));
    return keys;
  }

  /** What a connected peer said of itself. */
  public Optional<Peer> peer(NodeKey key) {
    return links.with(key).stream().map(link -> link.peer).findFirst();
  }

  /** Whether a connected peer is in the same local network. */
  public boolean isNear(NodeKey key) {
    return links.with(key).stream().anyMatch(link -> link.path() == PathKind.LAN);
  }

  /**
   * Whether a session with a peer is one for the other side, too: it may have ended it a moment
   * ago, or never have wanted it. A v1 peer cannot be asked, and is believed.
   *
   * @return completes on the loop
   */
  public CompletableFuture<Boolean> isAlive(NodeKey peer) {
    CompletableFuture<Boolean> alive = new CompletableFuture<>();
    Optional<Link> link =
        links.with(peer).stream().filter(each -> each.session.isOpen()).findFirst();
    boolean pings =
        link.flatMap(each -> each.peer.extensions())
            .filter(agreed -> agreed.has(Extensions.PING))
            .isPresent();
    if (link.isEmpty() || !pings) {
      alive.complete(link.isPresent());
    } else {
      link.get()
          .session
          .ask(SessionMachine.PING, SessionMachine.PING, out -> {}, 0, new Sign(alive));
    }
    return alive;
  }

  /** Any answer is a sign of life. */
  private record Sign(CompletableFuture<Boolean> alive) implements Reply {
    @Override
    public void answered(Envelope answer) {
      alive.complete(true);
    }

    @Override
    public void failed(SessionFailure why) {
      alive.complete(false);
    }
  }

  /** Ends every session with a peer; it may come back. */
  public void disconnect(NodeKey peer, String reason) {
    links.with(peer).forEach(link -> link.session.close(reason));
  }

  /** Has nothing to do with a peer any more, whoever dials. The caller remembers it. */
  public void block(NodeKey peer) {
    blocked.add(peer);
    disconnect(peer, "blocked");
  }

  /** Takes {@link #block} back. */
  public void unblock(NodeKey peer) {
    blocked.remove(peer);
  }

  private boolean blocked(NodeKey peer) {
    return blocked.contains(peer);
  }

  /** Whether a peer has shown the extensions before, so that without them it is somebody else. */
  public boolean isKnownToExtend(NodeKey peer) {
    return pins.knownToExtend(peer);
  }

  /** A person says that this key belongs to an address, whatever was pinned. */
  public void trust(Endpoint at, NodeKey key) {
    pins.trust(Contacts.text(at), key);
  }

  /** A person says that a node has a new key: every address pinned to the old one is its. */
  public void trust(NodeKey old, NodeKey key) {
    pins.replace(old, key);
  }

  /** Forgets where a peer is, every pin of it, and that it had the extension. */
  public void forget(NodeKey peer) {
    addresses.forget(peer);
    pins.forget(peer);
  }

  /** What is pinned for an address. */
  public Optional<PinBook.Pin> pin(Endpoint at) {
    return pins.pin(Contacts.text(at));
  }

  /** All that is remembered of contacts. */
  public PinBook pins() {
    return pins;
  }

  /** Every session that is open. */
  public List<SessionSnapshot> snapshot() {
    List<SessionSnapshot> sessions = new ArrayList<>();
    for (Link link : links.all()) {
      sessions.add(
          new SessionSnapshot(
              link.key().id(),
              link.at.kind(),
              link.path(),
              link.session.isInitiator(),
              link.isExtended(),
              link.asked + link.serving,
              link.session.receivedBytes(),
              link.session.sentBytes(),
              Duration.ofNanos(links.latencyNanos(link)),
              Duration.ofNanos(loop.time().nanos() - link.sinceNanos)));
    }
    return sessions;
  }

  /** Received since the start, over sessions that have ended, too. */
  public long receivedBytes() {
    return links.receivedBytes();
  }

  /** Sent since the start, over sessions that have ended, too. */
  public long sentBytes() {
    return links.sentBytes();
  }

  /** What of this has a bound. On the loop, as the two above. */
  public List<NodeSnapshot.Budget> budgets() {
    int maxSessions = parts.config().limits().maxSessions();
    return List.of(
        new NodeSnapshot.Budget("sessions", links.all().size(), maxSessions, peers.refused()),
        new NodeSnapshot.Budget(
            "serving.requests", serving.pending(), Serving.MAX_PENDING, serving.refused()),
        new NodeSnapshot.Budget(
            "receive.bytes", held.heldBytes(), held.limitBytes(), held.refused()));
  }

  /**
   * Ends every session and listener. Whoever waits is told. From any thread; again is harmless.
   *
   * @return completes on the loop once no thread or socket of a transport is left
   */
  public CompletableFuture<Void> close() {
    loop.post(this::end);
    return released.copy();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void end() {
    if (closing) {
      return;
    }
    closing = true;
    whereabouts.close();
    contacts.close();
    peers.close();
    serving.close();
    parts
        .offload()
        .call(
            () -> {
              parts.transports().values().forEach(Transport::close);
              return true;
            })
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                released.complete(null);
              } else {
                released.completeExceptionally(failure);
              }
            });
  }

  /** Hears of the sessions. */
  private final class Host implements SessionHost {
    private final boolean apart;

    Host(boolean apart) {
      this.apart = apart;
    }

    @Override
    public boolean welcomes(NodeKey peer) {
      return !closing && !blocked(peer);
    }

    @Override
    public void established(PeerSession session) {
      Link link =
          new Link(
              ++lastNumber,
              session,
              parts.codecs().apply(session.peer()),
              apart,
              loop.time().nanos());
      link.opened = opened.kindOf(link.at);
      peers.established(link);
    }

    @Override
    public void refused(
        Endpoint remote, boolean initiator, HandshakeFailure why, @Nullable NodeKey claimedKey) {
      boolean intercepted =
          why == HandshakeFailure.CHANNEL_MISMATCH || why == HandshakeFailure.HELLO_MISMATCH;
      if (intercepted && claimedKey != null) {
        parts.listener().channelIntercepted(remote, claimedKey);
      } else if (why.isSecurityEvent() && why != HandshakeFailure.UNEXPECTED_KEY) {
        parts.listener().suspicious(remote, why, claimedKey);
      } else if (why == HandshakeFailure.CLOCK_SKEW) {
        parts.listener().clockDiffers(remote, claimedKey);
      } // Whoever dialled knows which key it expected, and tells the listener.
    }

    @Override
    public void serve(PeerSession session, long ticket, Envelope request) {
      Link link = links.of(session);
      if (link != null && (link.tunnel == null || !link.tunnel.asked(ticket, request))) {
        serving.serve(link, ticket, request);
      }
    }

    @Override
    public void closed(PeerSession session, SessionFailure why) {
      Link link = links.of(session);
      if (link != null) {
        peers.closed(link);
        serving.closed(link, links.with(link.key()).isEmpty());
        if (link.tunnel != null) {
          link.tunnel.closed();
        }
      }
    }
  }
}
