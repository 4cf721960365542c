package io.scp2p.api.event;

import io.scp2p.api.id.NodeId;
import io.scp2p.api.peer.PathKind;

/** Other nodes come and go: {@code Connected PathChanged* Disconnected}, again and again. */
public sealed interface PeerEvent extends NodeEvent {
  /** {@return which peer} */
  NodeId peer();

  /**
   * Guaranteed: the first session with a peer that proved its key.
   *
   * @param stamp number and time
   * @param peer who
   * @param path by which way
   */
  record Connected(EventStamp stamp, NodeId peer, PathKind path) implements PeerEvent {}

  /**
   * Guaranteed: traffic with a peer takes another way now, for instance direct instead of relayed.
   *
   * @param stamp number and time
   * @param peer who
   * @param from the way before
   * @param to the way now
   */
  record PathChanged(EventStamp stamp, NodeId peer, PathKind from, PathKind to)
      implements PeerEvent {}

  /**
   * Guaranteed: the last session with a peer has ended.
   *
   * @param stamp number and time
   * @param peer who
   */
  record Disconnected(EventStamp stamp, NodeId peer) implements PeerEvent {}

  /**
   * Ephemeral: a node in the local network is new, or has come back.
   *
   * @param stamp number and time
   * @param peer who, after it proved its key
   */
  record FoundNearby(EventStamp stamp, NodeId peer) implements PeerEvent {}
}
