package io.scp2p.core.protocol.session;

import io.scp2p.api.id.NodeKey;
import org.jspecify.annotations.Nullable;

/** Leaves a check that failed. It never leaves this package, and carries no stack trace. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final HandshakeFailure why;
  private final @Nullable transient NodeKey claimedKey;

  Refusal(HandshakeFailure why, @Nullable NodeKey claimedKey) {
    super(why.name(), null, false, false);
    this.why = why;
    this.claimedKey = claimedKey;
  }

  HandshakeEffect effect() {
    return new HandshakeEffect.Refused(why, claimedKey);
  }
}
