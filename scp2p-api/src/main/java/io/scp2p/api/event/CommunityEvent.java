package io.scp2p.api.event;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ShareId;

/** What happens in a joined community: {@code Joined (MembersSeen | Listed | Unlisted)* Left}. */
public sealed interface CommunityEvent extends NodeEvent {
  /** {@return which community} */
  CommunityId community();

  /**
   * Guaranteed: joining is durable.
   *
   * @param stamp number and time
   * @param community which
   */
  record Joined(EventStamp stamp, CommunityId community) implements CommunityEvent {}

  /**
   * Ephemeral: how many members are known now.
   *
   * @param stamp number and time
   * @param community which
   * @param members how many
   */
  record MembersSeen(EventStamp stamp, CommunityId community, long members)
      implements CommunityEvent {}

  /**
   * Guaranteed: a member lists a share, or a new version of it.
   *
   * @param stamp number and time
   * @param community which
   * @param share which share
   */
  record Listed(EventStamp stamp, CommunityId community, ShareId share) implements CommunityEvent {}

  /**
   * Guaranteed: a share is no longer listed.
   *
   * @param stamp number and time
   * @param community which
   * @param share which share
   */
  record Unlisted(EventStamp stamp, CommunityId community, ShareId share)
      implements CommunityEvent {}

  /**
   * Terminal: leaving is durable.
   *
   * @param stamp number and time
   * @param community which
   */
  record Left(EventStamp stamp, CommunityId community) implements CommunityEvent {}
}
