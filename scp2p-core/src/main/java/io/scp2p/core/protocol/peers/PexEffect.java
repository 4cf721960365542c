package io.scp2p.core.protocol.peers;

import io.scp2p.api.id.NodeKey;

/** What the exchange of peers wants done. */
public sealed interface PexEffect {
  /**
   * Tell a peer where this node itself is (message 100), so that it may dial back and pass it on.
   */
  record Offer(NodeKey peer) implements PexEffect {}

  /** Ask a peer whom it knows (message 101). */
  record AskPeers(NodeKey peer, int wanted) implements PexEffect {}
}
