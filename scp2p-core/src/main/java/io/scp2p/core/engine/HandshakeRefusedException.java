package io.scp2p.core.engine;

import io.scp2p.core.protocol.session.HandshakeFailure;

/** A dial found somebody, but the handshake with them failed. */
public final class HandshakeRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final HandshakeFailure why;

  HandshakeRefusedException(HandshakeFailure why) {
    super("handshake refused: " + why);
    this.why = why;
  }

  /** Which rule it broke. */
  public HandshakeFailure why() {
    return why;
  }
}
