package io.scp2p.core.catalog;

import io.scp2p.api.id.CommunityId;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.Visibility;

/**
 * Which of its own shares a node shows to whoever asks (specification section 9.7). It is about
 * listing only: a private share can be read by anybody who knows its id (section 21, Q-31).
 */
public final class Listing {
  private Listing() {}

  /** Whether LIST_PUBLIC_SHARES shows the share. */
  public static boolean shows(Manifest.Body body) {
    return body.visibility() == Visibility.PUBLIC;
  }

  /**
   * Whether LIST_COMMUNITY_PUBLIC_SHARES shows the share in a community; the caller has made sure
   * that this node has joined it.
   */
  public static boolean showsIn(Manifest.Body body, CommunityId communityId) {
    return shows(body) && body.communities().contains(communityId);
  }
}
