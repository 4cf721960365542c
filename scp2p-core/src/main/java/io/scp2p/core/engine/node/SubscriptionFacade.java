package io.scp2p.core.engine.node;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.PublicShare;
import io.scp2p.api.share.ShareVersion;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.share.Subscriptions;
import io.scp2p.core.engine.follow.Following;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link Subscriptions}, over {@link Following}. */
final class SubscriptionFacade implements Subscriptions {
  /** Known peers that one browse of everybody dials. */
  private static final int DIALLED = 16;

  /** How long it waits for them. */
  private static final long DIAL_NANOS = 3_000_000_000L;

  private final NodeCore core;
  private final Following following;
  private final Signals signals;

  SubscriptionFacade(NodeCore core, Signals signals) {
    this.core = core;
    this.following = core.following();
    this.signals = signals;
  }

  @Override
  public Mono<Subscription> follow(FollowPlan plan) {
    return signals.future(() -> following.follow(plan));
  }

  @Override
  public Mono<Void> unfollow(ShareId share) {
    return signals.future(() -> following.unfollow(share));
  }

  @Override
  public Flux<Subscription> list() {
    return signals.futures(following::list);
  }

  @Override
  public Mono<Subscription> get(ShareId share) {
    return signals.future(() -> following.get(share));
  }

  @Override
  public Mono<Subscription> sync(ShareId share) {
    return signals.future(() -> following.sync(share));
  }

  @Override
  public Flux<Subscription> syncAll() {
    return signals
        .future(following::syncAll)
        .flatMapMany(
            all ->
                Flux.fromIterable(all).flatMap(each -> signals.future(() -> each), all.size() + 1));
  }

  @Override
  public Flux<ShareVersion> history(ShareId share) {
    return signals.futures(() -> following.history(share));
  }

  @Override
  public Flux<PublicShare> browse() {
    return signals
        .onLoop(core.seeds()::connected)
        .flatMapMany(
            peers ->
                Flux.concat(
                    signals.futures(() -> browsed(peers)),
                    reached(peers).flatMapMany(more -> signals.futures(() -> browsed(more)))))
        .distinct(PublicShare::id);
  }

  /** Dials some peers that are known and not connected. */
  private Mono<List<NodeKey>> reached(List<NodeKey> connected) {
    return signals.begun(
        () -> {
          List<CompletableFuture<Optional<NodeKey>>> dials =
              core.dht().someKnown(DIALLED).stream()
                  .filter(
                      address ->
                          address.pubkeyHint() == null || !connected.contains(address.pubkeyHint()))
                  .map(core.dht()::contact)
                  .toList();
          CompletableFuture<List<NodeKey>> done = new CompletableFuture<>();
          Runnable end =
              () ->
                  done.complete(
                      dials.stream()
                          .filter(CompletableFuture::isDone)
                          .flatMap(dial -> dial.join().stream())
                          .filter(key -> !connected.contains(key))
                          .toList());
          var unused =
              CompletableFuture.allOf(dials.toArray(CompletableFuture[]::new))
                  .whenComplete((all, failure) -> end.run());
          core.threads().loop().at(core.parts().time().nanos() + DIAL_NANOS, end);
          return done;
        });
  }

  @Override
  public Flux<PublicShare> browse(NodeId peer) {
    return signals
        .begun(() -> reached(peer))
        .flatMapMany(key -> signals.futures(() -> browsed(List.of(key))));
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private CompletableFuture<List<PublicShare>> browsed(List<NodeKey> peers) {
    CompletableFuture<List<PublicShare>> found = new CompletableFuture<>();
    core.threads()
        .loop()
        .post(
            () ->
                core.browse()
                    .browse(peers)
                    .whenComplete(
                        (shares, failure) -> {
                          if (shares != null) {
                            found.complete(shares);
                          } else {
                            found.completeExceptionally(failure);
                          }
                        }));
    return found;
  }

  /** A peer that is connected, or was met before and answers now. */
  private CompletableFuture<NodeKey> reached(NodeId peer) {
    Optional<NodeKey> connected =
        core.seeds().connected().stream().filter(key -> key.id().equals(peer)).findFirst();
    if (connected.isPresent()) {
      return CompletableFuture.completedFuture(connected.get());
    }
    PeerAddress met = core.dht().whereMet(peer).orElseThrow(() -> unknown(peer));
    return core.dht()
        .contact(met)
        .thenApply(key -> key.filter(each -> each.id().equals(peer)))
        .thenApply(key -> key.orElseThrow(() -> unreachable(peer)));
  }

  private static Scp2pException unreachable(NodeId peer) {
    return new Scp2pException(
        ErrorCode.PEER_UNREACHABLE,
        "The peer does not answer where it was met.",
        Map.of("peer", peer.toString()));
  }

  private static Scp2pException unknown(NodeId peer) {
    return new Scp2pException(
        ErrorCode.UNKNOWN_PEER,
        "The peer is neither connected nor known; connect to its address first.",
        Map.of("peer", peer.toString()));
  }
}
