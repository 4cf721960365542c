package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.session.HandshakeFailure;
import org.jspecify.annotations.Nullable;

/** A dial found somebody, but the handshake with them failed. */
public final class HandshakeRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final HandshakeFailure why;
  private final transient @Nullable NodeKey claimedKey;

  HandshakeRefusedException(HandshakeFailure why, @Nullable NodeKey claimedKey) {
    super("handshake refused: " + why);
    this.why = why;
    this.claimedKey = claimedKey;
  }

  /** Which rule it broke. */
  public HandshakeFailure why() {
    return why;
  }

  /** The key the other side named, proven or not; null if it named none. */
  public @Nullable NodeKey claimedKey() {
    return claimedKey;
  }
}
