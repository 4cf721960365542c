package io.scp2p.core.protocol.reach;

import io.scp2p.core.wire.reach.PathOffer;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunMessage;

/** What an {@link IceAgent} is told. */
public sealed interface IceInput {
  /** What the other side said; checks begin. */
  record Offered(PathOffer remote) implements IceInput {}

  /** A message that {@link IceAgent#owns} says is for it. */
  record Received(StunAddress from, StunMessage message) implements IceInput {}
}
