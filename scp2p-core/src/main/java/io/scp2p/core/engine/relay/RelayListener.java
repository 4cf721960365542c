package io.scp2p.core.engine.relay;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;

/** Hears what relays do for this node, and this node for others. On the loop. */
public interface RelayListener {
  /** This node can be reached through a relay, and says so. */
  void tunnelOpened(NodeKey relay);

  /** Not any more. */
  void tunnelLost(NodeKey relay, ErrorCode why);

  /** So many nodes are reached through this one. */
  void serving(int tunnels);
}
