package io.scp2p.core.engine.follow;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;

/**
 * What a host hears of its subscriptions: the events of the same names in {@link
 * io.scp2p.api.event}. Called on the loop, after what they report can be seen through {@link
 * Following}.
 */
public interface FollowEvents {
  /** A share is followed, durably. */
  void followed(ShareId share);

  /** A newer version is here, durably, and can be searched. */
  void updated(ShareId share, long seq, ManifestId manifest);

  /** A look for a newer version failed. */
  void syncFailed(ShareId share, ErrorCode why);

  /** A share is not followed any more. */
  void unfollowed(ShareId share);

  /** A peer offered a version that was refused. The same one is not told twice in a row. */
  void versionRefused(ShareId share, NodeId peer, ErrorCode what);

  /** A peer has shown a verified head, so it knows the share. May be told many times. */
  void held(ShareId share, NodeKey peer);

  /** A peer sent what no honest node sends. */
  void peerLied(NodeId peer, ErrorCode what);
}
