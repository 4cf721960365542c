package io.scp2p.core.protocol.turn;

import io.scp2p.core.wire.stun.StunAddress;

/** A peer that may send, and the channel to it. */
final class TurnPeer {
  /** Of a peer without a channel. */
  static final int NONE = 0;

  final StunAddress address;

  /** From the first datagram to it on; {@link #NONE} if there is none, or none left. */
  int channel = NONE;

  /** When to ask for the permission, again. */
  long permitNanos;

  /** When to bind the channel, again; counts once somebody has sent. */
  long bindNanos;

  boolean permitted;
  boolean used;
  boolean bound;
  boolean asking;
  boolean binding;

  TurnPeer(StunAddress address, long nowNanos) {
    this.address = address;
    this.permitNanos = nowNanos;
    this.bindNanos = nowNanos;
  }
}
