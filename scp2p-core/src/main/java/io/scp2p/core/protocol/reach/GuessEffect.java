package io.scp2p.core.protocol.reach;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.stun.StunAddress;

/** What a {@link PortGuess} wants done. */
public sealed interface GuessEffect {
  /** A packet from a new port, which from now on takes part in the search as an address does. */
  record Open(StunAddress to, Bytes datagram) implements GuessEffect {}

  /** A packet from the shared port. */
  record Send(StunAddress to, Bytes datagram) implements GuessEffect {}

  /**
   * Nothing more is guessed; the last effect. Ports that are open stay so until the search ends.
   */
  record Ended() implements GuessEffect {}
}
