package io.scp2p.core.protocol.session;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.HelloOffer;
import org.jspecify.annotations.Nullable;

/** What this node says of itself in every hello. */
public final class LocalNode {
  private final SigningKey key;
  private final NodeKey publicKey;
  private final Capabilities capabilities;
  private final @Nullable HelloOffer offer;

  /**
   * Describes this node.
   *
   * @param offer what it has beyond v1; null to be a plain v1 node
   */
  public LocalNode(SigningKey key, Capabilities capabilities, @Nullable HelloOffer offer) {
    this.key = key;
    this.publicKey = key.nodeKey();
    this.capabilities = capabilities;
    this.offer = offer;
  }

  /** This node's public key. */
  public NodeKey publicKey() {
    return publicKey;
  }

  Capabilities capabilities() {
    return capabilities;
  }

  @Nullable HelloOffer offer() {
    return offer;
  }

  Bytes sign(Bytes message) {
    return Bytes.wrap(key.sign(message.toArray()));
  }
}
