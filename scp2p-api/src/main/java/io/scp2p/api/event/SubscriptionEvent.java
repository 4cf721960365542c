package io.scp2p.api.event;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;

/** What happens to a followed share: {@code Followed (Updated | SyncFailed)* Unfollowed}. */
public sealed interface SubscriptionEvent extends NodeEvent {
  /** {@return which share} */
  ShareId share();

  /**
   * Guaranteed: the subscription is durable.
   *
   * @param stamp number and time
   * @param share which
   */
  record Followed(EventStamp stamp, ShareId share) implements SubscriptionEvent {}

  /**
   * Guaranteed: a newer version was verified, stored, and can be searched.
   *
   * @param stamp number and time
   * @param share which
   * @param version its number
   * @param manifest names the version
   */
  record Updated(EventStamp stamp, ShareId share, long version, ManifestId manifest)
      implements SubscriptionEvent {}

  /**
   * Ephemeral: no newer version could be looked for; tried again on schedule.
   *
   * @param stamp number and time
   * @param share which
   * @param why what failed
   */
  record SyncFailed(EventStamp stamp, ShareId share, ErrorCode why) implements SubscriptionEvent {}

  /**
   * Terminal: the share is no longer followed.
   *
   * @param stamp number and time
   * @param share which
   */
  record Unfollowed(EventStamp stamp, ShareId share) implements SubscriptionEvent {}
}
