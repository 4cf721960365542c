package io.scp2p.api.event;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeId;

/** Relays used and offered: {@code TunnelOpened TunnelLost} for each tunnel. */
public sealed interface RelayEvent extends NodeEvent {
  /**
   * Guaranteed: this node can be reached through a relay, and has said so.
   *
   * @param stamp number and time
   * @param relay who relays
   */
  record TunnelOpened(EventStamp stamp, NodeId relay) implements RelayEvent {}

  /**
   * Terminal: that tunnel is gone. Another one is looked for.
   *
   * @param stamp number and time
   * @param relay who relayed
   * @param why what failed
   */
  record TunnelLost(EventStamp stamp, NodeId relay, ErrorCode why) implements RelayEvent {}

  /**
   * Ephemeral: how many nodes this one relays for.
   *
   * @param stamp number and time
   * @param tunnels now
   */
  record Serving(EventStamp stamp, int tunnels) implements RelayEvent {}
}
