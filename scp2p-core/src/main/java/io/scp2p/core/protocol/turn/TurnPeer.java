package io.scp2p.core.protocol.turn;

import io.scp2p.core.wire.stun.StunAddress;

/** A peer that may send, and the channel to it. */
final class TurnPeer {
  final StunAddress address;
  final int channel;

  /** When to ask for the permission, again. */
  long permitNanos;

  /** When to bind the channel, again; counts once somebody has sent. */
  long bindNanos;

  boolean permitted;
  boolean used;
  boolean bound;
  boolean asking;
  boolean binding;

  TurnPeer(StunAddress address, int channel, long nowNanos) {
    this.address = address;
    this.channel = channel;
    this.permitNanos = nowNanos;
    this.bindNanos = nowNanos;
  }
}
