package io.scp2p.core.engine;

import io.scp2p.api.config.NetworkConfig;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.SimultaneousOpen;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.path.AddressBook;
import io.scp2p.core.protocol.path.DialRace;
import io.scp2p.core.protocol.session.HandshakeFailure;
import io.scp2p.core.protocol.session.PinBook;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Dials peers, and remembers what came of it. Lives on the loop. */
final class Dialler {
  /** For all addresses of a peer together, handshakes included. */
  static final Duration RACE_TIMEOUT = Duration.ofSeconds(15);

  private static final int MAX_PORT = 65_535;

  private final Loop loop;
  private final Sessions sessions;
  private final Map<TransportKind, Transport> transports;
  private final NetworkConfig config;
  private final AddressBook addresses;
  private final PinBook pins;
  private final NetworkListener listener;
  private IndirectWays indirect = IndirectWays.NONE;
  private TcpWays tcpWays = TcpWays.NONE;

  Dialler(
      Loop loop,
      Sessions sessions,
      Map<TransportKind, Transport> transports,
      NetworkConfig config,
      AddressBook addresses,
      PinBook pins,
      NetworkListener listener) {
    this.loop = loop;
    this.sessions = sessions;
    this.transports = transports;
    this.config = config;
    this.addresses = addresses;
    this.pins = pins;
    this.listener = listener;
  }

  AddressBook addresses() {
    return addresses;
  }

  /** Addresses of a peer that can be dialled, the best first. */
  List<Endpoint> candidates(NodeKey peer) {
    return addresses.of(peer).stream()
        .filter(endpoint -> transports.containsKey(endpoint.kind()))
        .toList();
  }

  /** Which ways there are besides addresses. */
  void indirect(IndirectWays ways) {
    indirect = ways;
  }

  /** Who makes TCP sessions where an address alone does not. */
  void tcpWays(TcpWays ways) {
    tcpWays = ways;
  }

  TcpWays tcpWays() {
    return tcpWays;
  }

  boolean canMeet() {
    return transports.get(TransportKind.TCP) instanceof SimultaneousOpen transport
        && transport.canMeet();
  }

  /** Connects to a peer that connects to this node at the same time. */
  CompletableFuture<PeerSession> meet(
      NodeKey peer,
      InetSocketAddress local,
      InetSocketAddress remote,
      boolean initiator,
      Duration within) {
    return transports.get(TransportKind.TCP) instanceof SimultaneousOpen transport
        ? sessions.meet(transport, local, remote, initiator, within, peer)
        : CompletableFuture.failedFuture(
            new TransportException(
                TransportException.Reason.UNREACHABLE, "this node cannot meet over TCP", null));
  }

  boolean hasIndirect(NodeKey peer) {
    return indirect.leadTo(peer);
  }

  DialRace race(int candidates) {
    return new DialRace(candidates, RACE_TIMEOUT, config.pathRaceDelay());
  }

  /**
   * Dials a known peer at one address.
   *
   * @param outcome told on the loop, never before this returns; null for a failure
   */
  CompletableFuture<PeerSession> dial(
      NodeKey peer, Endpoint endpoint, Consumer<@Nullable PeerSession> outcome) {
    return told(dial(endpoint, peer, pins.knownToExtend(peer)), peer, endpoint, outcome, true);
  }

  /**
   * As {@link #dial(NodeKey, Endpoint, Consumer)}, for one more session where there is one already:
   * that the peer does not want more of them says nothing about the address.
   */
  CompletableFuture<PeerSession> dialOneMore(
      NodeKey peer, Endpoint endpoint, Consumer<@Nullable PeerSession> outcome) {
    return told(dial(endpoint, peer, pins.knownToExtend(peer)), peer, endpoint, outcome, false);
  }

  /** As above, through whatever else leads to the peer. */
  CompletableFuture<PeerSession> dialIndirectly(
      NodeKey peer, Consumer<@Nullable PeerSession> outcome) {
    return told(indirect.dial(peer), peer, null, outcome, false);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private CompletableFuture<PeerSession> told(
      CompletableFuture<PeerSession> dial,
      NodeKey peer,
      @Nullable Endpoint endpoint,
      Consumer<@Nullable PeerSession> outcome,
      boolean countsAgainst) {
    dial.whenComplete(
        (session, failure) ->
            loop.post(
                () -> {
                  if (session != null
                      && endpoint == null
                      && session.peer().extensions().isPresent()) {
                    pins.metExtended(peer); // Proved to be the peer, and never plain from now on.
                  }
                  if (session != null && endpoint != null) {
                    worked(session, endpoint);
                  } else if (session == null && endpoint != null && !dial.isCancelled()) {
                    if (countsAgainst) {
                      addresses.failed(peer, endpoint);
                    }
                    failed(endpoint, peer, failure);
                  }
                  outcome.accept(session);
                }));
    return dial;
  }

  /** Dials whoever lives at an address. What comes of it is the caller's to pass on. */
  CompletableFuture<PeerSession> dial(
      Endpoint endpoint, @Nullable NodeKey expected, boolean extensionRequired) {
    Transport transport = transports.get(endpoint.kind());
    if (transport == null) {
      return CompletableFuture.failedFuture(
          new TransportException(
              TransportException.Reason.UNREACHABLE,
              "this node has no " + endpoint.kind() + " transport",
              null));
    }
    return sessions.dial(
        transport, endpoint.address(), config.connectTimeout(), expected, extensionRequired);
  }

  /** Dials for a session that is to become a tunnel; {@code host} hears of it. */
  CompletableFuture<PeerSession> dialApart(
      Endpoint endpoint, @Nullable NodeKey expected, SessionHost host) {
    Transport transport = transports.get(endpoint.kind());
    if (transport == null) {
      return dial(endpoint, expected, false);
    }
    boolean extensionRequired = expected != null && pins.knownToExtend(expected);
    return sessions.dial(
        transport, endpoint.address(), config.connectTimeout(), expected, extensionRequired, host);
  }

  void worked(PeerSession session, Endpoint endpoint) {
    NodeKey peer = session.peer().key();
    addresses.worked(peer, endpoint);
    tcpBeside(endpoint).ifPresent(twin -> addresses.heard(peer, List.of(twin)));
    if (session.peer().extensions().isPresent()) {
      pins.metExtended(peer);
    }
  }

  /** Section 3.1: whoever listens for QUIC listens for TCP one port above, as a rule. */
  private static Optional<Endpoint> tcpBeside(Endpoint endpoint) {
    int port = endpoint.address().getPort() + 1;
    return endpoint.kind() == TransportKind.QUIC && port <= MAX_PORT
        ? Optional.of(
            new Endpoint(
                TransportKind.TCP, new InetSocketAddress(endpoint.address().getAddress(), port)))
        : Optional.empty();
  }

  /** A dial has failed: tells the listener if somebody else lives there. */
  void failed(Endpoint endpoint, @Nullable NodeKey expected, Throwable failure) {
    if (failure instanceof HandshakeRefusedException refused
        && refused.why() == HandshakeFailure.UNEXPECTED_KEY) {
      NodeKey actual = refused.claimedKey();
      if (expected != null && actual != null) {
        listener.identityMismatch(endpoint, expected, actual);
      }
    }
  }
}
