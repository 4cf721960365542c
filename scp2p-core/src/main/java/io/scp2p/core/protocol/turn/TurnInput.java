package io.scp2p.core.protocol.turn;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.stun.StunAddress;

/** What happens to a {@link TurnMachine}. */
public sealed interface TurnInput {
  /** There is a line to the server. */
  record Connected() implements TurnInput {}

  /** The line to the server has broken. */
  record Disconnected() implements TurnInput {}

  /**
   * Something came from the server.
   *
   * @param message one, whole
   */
  record Received(Bytes message) implements TurnInput {}

  /**
   * A peer may send to the address at the server, from now on until {@link Forbid}.
   *
   * @param peer where it is
   */
  record Permit(StunAddress peer) implements TurnInput {}

  /**
   * A peer is not wanted any more; what the server permits ends by itself.
   *
   * @param peer where it is
   */
  record Forbid(StunAddress peer) implements TurnInput {}

  /**
   * Send to a peer; dropped, as a network would, if it was not permitted.
   *
   * @param peer where it is
   * @param data a datagram
   */
  record SendTo(StunAddress peer, Bytes data) implements TurnInput {}

  /** Not needed any more. */
  record Close() implements TurnInput {}
}
