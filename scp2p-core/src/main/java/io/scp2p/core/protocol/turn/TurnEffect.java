package io.scp2p.core.protocol.turn;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.stun.StunAddress;

/** What a {@link TurnMachine} wants done. */
public sealed interface TurnEffect {
  /**
   * Send to the server.
   *
   * @param message one, whole
   */
  record Transmit(Bytes message) implements TurnEffect {}

  /**
   * There is an address at the server.
   *
   * @param relayed at which peers reach this node
   * @param mapped from which the server sees this node
   */
  record Allocated(StunAddress relayed, StunAddress mapped) implements TurnEffect {}

  /**
   * The server lets a peer send.
   *
   * @param peer which was asked for
   */
  record Permitted(StunAddress peer) implements TurnEffect {}

  /**
   * The server does not let a peer send.
   *
   * @param peer which was asked for
   * @param code the error of the server
   */
  record Refused(StunAddress peer, int code) implements TurnEffect {}

  /**
   * Something came from a peer.
   *
   * @param peer as the server says
   * @param data a datagram
   */
  record Delivered(StunAddress peer, Bytes data) implements TurnEffect {}

  /**
   * It is over: nothing is sent or comes any more.
   *
   * @param why in one word
   * @param code the error of the server; 0 if there was none
   */
  record Ended(Why why, int code) implements TurnEffect {}

  /** In one word. */
  enum Why {
    /** As was asked for. */
    CLOSED,
    /** The server does not answer. */
    NO_ANSWER,
    /** The server does not take the name and password. */
    WRONG_CREDENTIALS,
    /** The server does not want to. */
    REFUSED,
    /** The server has forgotten this node. */
    LOST
  }
}
