package io.scp2p.core.protocol.peers;

import io.scp2p.api.id.NodeKey;

/** What the exchange of peers is told. */
public sealed interface PexInput {
  /** There is a session on which this node may ask. */
  record Connected(NodeKey peer) implements PexInput {}

  /** The last session with a peer has ended. */
  record Disconnected(NodeKey peer) implements PexInput {}
}
