package io.scp2p.core.protocol.reach;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.stun.StunAddress;

/** What a {@link NatDiscovery} wants done. */
public sealed interface NatEffect {
  /** A packet from the shared port. */
  record Send(StunAddress to, Bytes datagram) implements NatEffect {}

  /** What was found out; the end of a round. */
  record Found(NatReport report) implements NatEffect {}
}
