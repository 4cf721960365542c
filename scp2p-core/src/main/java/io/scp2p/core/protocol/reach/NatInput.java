package io.scp2p.core.protocol.reach;

import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunMessage;
import java.util.List;

/** What a {@link NatDiscovery} is told. */
public sealed interface NatInput {
  /**
   * Begin to ask; what is under way is forgotten.
   *
   * @param servers whom to ask; those with other addresses say more
   * @param own addresses of the port as the node itself knows them
   */
  record Ask(List<StunAddress> servers, List<StunAddress> own) implements NatInput {
    /** Takes copies. */
    public Ask {
      servers = List.copyOf(servers);
      own = List.copyOf(own);
    }
  }

  /** A message that {@link NatDiscovery#owns} says is for it. */
  record Received(StunAddress from, StunMessage message) implements NatInput {}
}
