package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.ShareLink;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.share.Subscriptions;
import reactor.core.publisher.Mono;

/** Following a share that is followed already: what was decided about it stays. */
public final class FollowAgain {
  private FollowAgain() {}

  /** The plan that holds for the share, with this link; with the defaults if it is a new one. */
  public static Mono<FollowPlan> plan(Subscriptions subscriptions, ShareLink link) {
    return subscriptions
        .get(link.shareId())
        .map(Subscription::plan)
        .map(plan -> new FollowPlan(link, plan.trust(), plan.weight(), plan.blocklist()))
        .onErrorResume(FollowAgain::isNew, unknown -> Mono.just(FollowPlan.of(link)));
  }

  private static boolean isNew(Throwable failure) {
    return failure instanceof Scp2pException known && known.code() == ErrorCode.UNKNOWN_SHARE;
  }
}
