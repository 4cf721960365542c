package io.scp2p.api.share;

import io.scp2p.api.ShareLink;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.ShareId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What this node follows. A failure of one subscription never touches another. */
public interface Subscriptions {
  /**
   * Follows a share with the defaults.
   *
   * @param link the share
   * @return the subscription, once it is durable; its first version comes later, as an event
   */
  default Mono<Subscription> follow(ShareLink link) {
    return follow(FollowPlan.of(link));
  }

  /**
   * Follows a share that somebody lists, with the defaults: its link says who listed it, so that
   * its first version comes from there.
   *
   * @param listed what {@link #browse()} or a community showed
   * @return the subscription, once it is durable; following is what verifies the claim
   */
  default Mono<Subscription> follow(PublicShare listed) {
    return follow(FollowPlan.of(listed.link()));
  }

  /**
   * Follows a share, or changes how it is followed.
   *
   * @param plan which and how
   * @return the subscription, once it is durable, or {@link ErrorCode#TOO_MANY_SUBSCRIPTIONS}
   */
  Mono<Subscription> follow(FollowPlan plan);

  /**
   * Stops to follow. What was downloaded stays.
   *
   * @param share which
   * @return completes when it is durable; harmless if the share was not followed
   */
  Mono<Void> unfollow(ShareId share);

  /** {@return every subscription} */
  Flux<Subscription> list();

  /**
   * Finds a subscription.
   *
   * @param share which
   * @return the subscription, or {@link ErrorCode#UNKNOWN_SHARE}
   */
  Mono<Subscription> get(ShareId share);

  /**
   * Looks for a newer version now.
   *
   * @param share which
   * @return the subscription afterwards, or why no answer could be had
   */
  Mono<Subscription> sync(ShareId share);

  /**
   * Looks for newer versions of everything now.
   *
   * @return each subscription as it is done; a failed one has a {@link Subscription#problem()}
   */
  Flux<Subscription> syncAll();

  /**
   * The versions this node has seen of a share.
   *
   * @param share which
   * @return newest first
   */
  Flux<ShareVersion> history(ShareId share);

  /**
   * Asks what others publish: the peers that are connected, and some more that were met before.
   *
   * @return public shares of those that can be reached now, each id once
   */
  Flux<PublicShare> browse();

  /**
   * Public shares of one peer.
   *
   * @param peer whom to ask; connected, or met before
   * @return what it lists, or {@link ErrorCode#UNKNOWN_PEER}
   */
  Flux<PublicShare> browse(NodeId peer);
}
