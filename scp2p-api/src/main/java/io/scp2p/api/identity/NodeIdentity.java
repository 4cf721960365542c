package io.scp2p.api.identity;

import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;

/**
 * Who this node is.
 *
 * @param key its public key
 * @param protection how its secret key is kept
 */
public record NodeIdentity(NodeKey key, KeyProtection protection) {
  /** {@return the name that follows from the key} */
  public NodeId id() {
    return key.id();
  }
}
