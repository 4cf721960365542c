package io.scp2p.core.engine.node;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.PeerAddress;
import io.scp2p.api.diagnostics.SessionSnapshot;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.peer.Peer;
import io.scp2p.api.peer.Peers;
import io.scp2p.api.peer.PinState;
import io.scp2p.core.engine.Failures;
import io.scp2p.core.engine.HandshakeRefusedException;
import io.scp2p.core.engine.Network;
import io.scp2p.core.protocol.peers.KnownPeer;
import io.scp2p.core.protocol.session.HandshakeFailure;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link Peers}, over the sessions of the network. */
final class PeerFacade implements Peers {
  /** Sessions tried for one call, each of which the other side may end. */
  private static final int CONTACTS = 3;

  private final NodeCore core;
  private final Network network;
  private final Signals signals;

  /** The keys of those who are kept out, and so cannot be asked for them. On the loop. */
  private final Map<NodeId, NodeKey> blocked = new HashMap<>();

  PeerFacade(NodeCore core, Signals signals) {
    this.core = core;
    this.network = core.network();
    this.signals = signals;
    core.blockedAtStart().forEach(key -> blocked.put(key.id(), key));
  }

  @Override
  public Flux<Peer> list() {
    return signals.onLoop(this::everybody).flatMapIterable(peers -> peers);
  }

  private List<Peer> everybody() {
    Set<NodeKey> keys = new LinkedHashSet<>(network.connected());
    for (KnownPeer known : core.dht().known()) {
      NodeKey key = known.address().pubkeyHint();
      if (key != null) {
        keys.add(key);
      }
    }
    return keys.stream().map(this::peer).toList();
  }

  @Override
  public Flux<Peer> local() {
    return list().filter(peer -> peer.path() == PathKind.LAN);
  }

  private Peer peer(NodeKey key) {
    List<PeerAddress> addresses = network.addresses(key).stream().map(PeerAddress::direct).toList();
    Optional<KnownPeer> known = core.dht().known(key);
    PathKind path =
        network.snapshot().stream()
            .filter(session -> session.peer().equals(key.id()))
            .map(SessionSnapshot::path)
            .min(Comparator.naturalOrder()) // The best comes first in PathKind.
            .orElse(null);
    boolean pinned =
        network.addresses(key).stream()
            .anyMatch(at -> network.pin(at).filter(pin -> pin.key().equals(key)).isPresent());
    boolean extended = network.peer(key).map(peer -> peer.extensions().isPresent()).orElse(false);
    return new Peer(
        key.id(),
        key,
        addresses,
        path,
        pinState(key, pinned),
        extended ? Offers.extensions().features().keySet() : Set.of(),
        known.map(KnownPeer::reputation).orElse(0),
        path == null && known.isPresent()
            ? Instant.ofEpochSecond(known.get().seenUnix())
            : core.parts().time().wall());
  }

  private PinState pinState(NodeKey key, boolean pinned) {
    if (blocked.containsKey(key.id())) {
      return PinState.BLOCKED;
    }
    if (network.pins().isConfirmed(key)) {
      return PinState.CONFIRMED;
    }
    return pinned ? PinState.FIRST_CONTACT : PinState.UNPINNED;
  }

  @Override
  public Mono<Peer> get(NodeId id) {
    return signals.onLoop(() -> peer(keyOf(id)));
  }

  private NodeKey keyOf(NodeId id) {
    NodeKey out = blocked.get(id);
    if (out != null) {
      return out;
    }
    return Stream.concat(
            network.connected().stream(),
            core.dht().known().stream().map(peer -> peer.address().pubkeyHint()))
        .filter(key -> key != null && key.id().equals(id))
        .findFirst()
        .orElseThrow(() -> unknown(id));
  }

  private static Scp2pException unknown(NodeId id) {
    return new Scp2pException(
        ErrorCode.UNKNOWN_PEER,
        "The peer was never met; connect to its address first.",
        Map.of("peer", id.toString()));
  }

  @Override
  public Mono<Peer> connect(BootstrapAddress address) {
    return signals.future(() -> connected(address));
  }

  private CompletableFuture<Peer> connected(BootstrapAddress address) {
    CompletableFuture<Peer> result = new CompletableFuture<>();
    core.threads().loop().post(() -> contact(address, CONTACTS, result));
    return result;
  }

  /**
   * What looks like a session may be one that the other side has just ended, because both dialled
   * at once for instance, or turned away: then it is gone by the next time, and a new one is made.
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void contact(BootstrapAddress address, int tries, CompletableFuture<Peer> result) {
    network
        .contact(address.endpoint(), address.key())
        .whenComplete(
            (key, failure) -> {
              if (key == null) {
                result.completeExceptionally(unreachable(address, failure));
                return;
              }
              if (address.key() != null) {
                network.pins().confirm(key);
              }
              network
                  .isAlive(key)
                  .thenAccept(
                      alive -> {
                        if (alive) {
                          result.complete(peer(key));
                        } else if (tries > 1) {
                          contact(address, tries - 1, result);
                        } else {
                          result.completeExceptionally(turnedAway(key));
                        }
                      });
            });
  }

  private static Scp2pException turnedAway(NodeKey key) {
    return new Scp2pException(
        ErrorCode.PEER_REFUSED,
        "The peer ends every session at once; it may not want this node.",
        Map.of("peer", key.id().toString()));
  }

  private Scp2pException unreachable(BootstrapAddress address, Throwable failure) {
    Throwable cause = Failures.cause(failure);
    if (cause instanceof HandshakeRefusedException refused) {
      return new Scp2pException(
          code(address, refused.why()),
          "Whoever lives at the address did not prove to be the node that was expected there.",
          Map.of("transport", address.transport().toString(), "why", refused.why().toString()),
          failure);
    }
    return cause instanceof Scp2pException known
        ? known
        : new Scp2pException(
            ErrorCode.PEER_UNREACHABLE,
            "Nobody answers at the address; check it.",
            Map.of("transport", address.transport().toString()),
            failure);
  }

  private ErrorCode code(BootstrapAddress address, HandshakeFailure why) {
    return switch (why) {
      case UNEXPECTED_KEY ->
          network.pin(address.endpoint()).isPresent()
              ? ErrorCode.PIN_MISMATCH
              : ErrorCode.IDENTITY_MISMATCH;
      case CHANNEL_MISMATCH, HELLO_MISMATCH, DOWNGRADED -> ErrorCode.CHANNEL_INTERCEPTED;
      case CLOCK_SKEW -> ErrorCode.CLOCK_SKEWED;
      case TIMED_OUT -> ErrorCode.PEER_TIMED_OUT;
      case ENDED -> ErrorCode.CONNECTION_LOST;
      case INTERNAL -> ErrorCode.INTERNAL;
      case MALFORMED,
          BAD_SIGNATURE,
          REPLAYED,
          WRONG_ECHO,
          CHANGED_HELLO,
          UNSUPPORTED_VERSION,
          OURSELVES,
          BAD_EXTENSION ->
          ErrorCode.HANDSHAKE_FAILED;
    };
  }

  @Override
  public Mono<Void> disconnect(NodeId id) {
    return act(id, key -> network.disconnect(key, "the host wants it"));
  }

  @Override
  public Mono<Void> forget(NodeId id) {
    return act(
        id,
        key -> {
          network.forget(key);
          core.dht().forget(key);
        });
  }

  @Override
  public Mono<Void> block(NodeId id) {
    return durably(
        id,
        key -> {
          blocked.put(id, key);
          network.block(key);
          return core.blockedRows().put(key);
        });
  }

  @Override
  public Mono<Void> unblock(NodeId id) {
    return durably(
        id,
        key -> {
          blocked.remove(id);
          network.unblock(key);
          return core.blockedRows().remove(key);
        });
  }

  private Mono<Void> durably(NodeId id, Function<NodeKey, CompletableFuture<Boolean>> action) {
    return signals
        .onLoop(() -> action.apply(keyOf(id)))
        .flatMap(written -> signals.future(() -> written))
        .then();
  }

  private Mono<Void> act(NodeId id, Consumer<NodeKey> action) {
    return signals
        .onLoop(
            () -> {
              action.accept(keyOf(id));
              return true;
            })
        .then();
  }

  @Override
  public Mono<Void> confirmKey(BootstrapAddress address, NodeKey key) {
    return signals
        .onLoop(
            () -> {
              network.trust(address.endpoint(), key);
              return true;
            })
        .then();
  }
}
