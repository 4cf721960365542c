package io.scp2p.core.protocol.reach;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.reach.CandidateKind;
import io.scp2p.core.wire.stun.StunAddress;

/** What an {@link IceAgent} wants done. */
public sealed interface IceEffect {
  /** A packet from the shared port. */
  record Send(StunAddress to, Bytes datagram) implements IceEffect {}

  /** Both sides have agreed on a path, over which packets went both ways; once. */
  record Selected(StunAddress remote, CandidateKind kind) implements IceEffect {}

  /** There is none; the last effect. */
  record Failed() implements IceEffect {}

  /**
   * The path that was selected has died; the last effect.
   *
   * @param moved because this side's packets come from another address than before
   */
  record Lost(StunAddress remote, boolean moved) implements IceEffect {}
}
