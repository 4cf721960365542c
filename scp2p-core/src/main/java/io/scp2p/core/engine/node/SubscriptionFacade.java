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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link Subscriptions}, over {@link Following}. */
final class SubscriptionFacade implements Subscriptions {
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
        .flatMapMany(peers -> signals.futures(() -> browsed(peers)));
  }

  @Override
  public Flux<PublicShare> browse(NodeId peer) {
    return signals
        .onLoop(
            () ->
                core.seeds().connected().stream()
                    .filter(key -> key.id().equals(peer))
                    .findFirst()
                    .orElseThrow(() -> unknown(peer)))
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

  private static Scp2pException unknown(NodeId peer) {
    return new Scp2pException(
        ErrorCode.UNKNOWN_PEER,
        "The peer is not connected; connect to its address first.",
        Map.of("peer", peer.toString()));
  }
}
