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
import io.scp2p.core.engine.Network;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link Peers}, over the sessions of the network. */
final class PeerFacade implements Peers {
  private final NodeCore core;
  private final Network network;
  private final Signals signals;

  PeerFacade(NodeCore core, Signals signals) {
    this.core = core;
    this.network = core.network();
    this.signals = signals;
  }

  @Override
  public Flux<Peer> list() {
    return signals
        .onLoop(() -> network.connected().stream().map(this::peer).toList())
        .flatMapIterable(peers -> peers);
  }

  @Override
  public Flux<Peer> local() {
    return list().filter(peer -> peer.path() == PathKind.LAN);
  }

  private Peer peer(NodeKey key) {
    List<PeerAddress> addresses = network.addresses(key).stream().map(PeerAddress::direct).toList();
    PathKind path =
        network.snapshot().stream()
            .filter(session -> session.peer().equals(key.id()))
            .map(SessionSnapshot::path)
            .findFirst()
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
        pinned ? PinState.FIRST_CONTACT : PinState.UNPINNED,
        extended ? Offers.extensions().features().keySet() : Set.of(),
        0,
        core.parts().time().wall());
  }

  @Override
  public Mono<Peer> get(NodeId id) {
    return signals.onLoop(() -> peer(keyOf(id)));
  }

  private NodeKey keyOf(NodeId id) {
    return network.connected().stream()
        .filter(key -> key.id().equals(id))
        .findFirst()
        .orElseThrow(() -> unknown(id));
  }

  private static Scp2pException unknown(NodeId id) {
    return new Scp2pException(
        ErrorCode.UNKNOWN_PEER,
        "The peer is not connected; connect to its address first.",
        Map.of("peer", id.toString()));
  }

  @Override
  public Mono<Peer> connect(BootstrapAddress address) {
    return signals.future(() -> connected(address));
  }

  private CompletableFuture<Peer> connected(BootstrapAddress address) {
    CompletableFuture<Peer> result = new CompletableFuture<>();
    core.threads()
        .loop()
        .post(
            () ->
                network
                    .contact(address.endpoint(), address.key())
                    .whenComplete(
                        (key, failure) -> {
                          if (key != null) {
                            result.complete(peer(key));
                          } else {
                            result.completeExceptionally(unreachable(address, failure));
                          }
                        }));
    return result;
  }

  private static Scp2pException unreachable(BootstrapAddress address, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof Scp2pException known
        ? known
        : new Scp2pException(
            ErrorCode.PEER_UNREACHABLE,
            "Nobody answers at the address, or somebody else than expected; check it.",
            Map.of("transport", address.transport().toString()),
            failure);
  }

  @Override
  public Mono<Void> disconnect(NodeId id) {
    return act(id, key -> network.disconnect(key, "the host wants it"));
  }

  @Override
  public Mono<Void> forget(NodeId id) {
    return act(id, network::forget);
  }

  @Override
  public Mono<Void> block(NodeId id) {
    return act(id, network::block);
  }

  @Override
  public Mono<Void> unblock(NodeId id) {
    return act(id, network::unblock);
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
