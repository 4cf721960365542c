package io.scp2p.api.event;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;

/** What happens to a share of this node: {@code Published+ Withdrawn}, and news in between. */
public sealed interface ShareEvent extends NodeEvent {
  /** {@return which share} */
  ShareId share();

  /**
   * Guaranteed: a version is signed, durable and served.
   *
   * @param stamp number and time
   * @param share which
   * @param version its number, 1 for the first
   * @param manifest names the version
   */
  record Published(EventStamp stamp, ShareId share, long version, ManifestId manifest)
      implements ShareEvent {}

  /**
   * Ephemeral: others can find the newest version in the DHT. Once for each version in a run of the
   * node, and again after an announcement that nobody took; repeating it after that is no news.
   *
   * @param stamp number and time
   * @param share which
   * @param peers how many took the announcement
   */
  record Announced(EventStamp stamp, ShareId share, int peers) implements ShareEvent {}

  /**
   * Guaranteed: a shared file is no longer served, because it is not what was published.
   *
   * @param stamp number and time
   * @param share which
   * @param content what it contained
   * @param why changed, missing or refused
   */
  record FileUnserved(EventStamp stamp, ShareId share, ContentId content, ErrorCode why)
      implements ShareEvent {}

  /**
   * Terminal: the share is no longer announced or served by this node.
   *
   * @param stamp number and time
   * @param share which
   */
  record Withdrawn(EventStamp stamp, ShareId share) implements ShareEvent {}
}
