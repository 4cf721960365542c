package io.scp2p.core.engine.turn;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.stun.StunAddress;

/** Told on the loop of what happens at the relayed addresses of this node. */
public interface TurnListener {
  /** Where there is no port that could send there. */
  TurnListener NOBODY =
      new TurnListener() {
        @Override
        public void opened(StunAddress relayed) {}

        @Override
        public void closed(StunAddress relayed) {}

        @Override
        public void permitted(StunAddress relayed, StunAddress peer, boolean may) {}

        @Override
        public void delivered(StunAddress relayed, StunAddress peer, Bytes data) {}
      };

  /** There is an address: one more candidate. */
  void opened(StunAddress relayed);

  /** An address is gone, and every path over it. */
  void closed(StunAddress relayed);

  /** Whether a peer may send to an address, as was asked for. */
  void permitted(StunAddress relayed, StunAddress peer, boolean may);

  /** A datagram of a peer. */
  void delivered(StunAddress relayed, StunAddress peer, Bytes data);
}
