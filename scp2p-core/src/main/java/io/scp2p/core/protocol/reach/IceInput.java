package io.scp2p.core.protocol.reach;

import io.scp2p.core.wire.reach.Candidate;
import io.scp2p.core.wire.reach.PathOffer;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunMessage;
import java.util.List;

/** What an {@link IceAgent} is told. */
public sealed interface IceInput {
  /** What the other side said; checks begin. */
  record Offered(PathOffer remote) implements IceInput {}

  /**
   * Ways over TURN servers of this side to addresses of the other one: tried like other addresses.
   *
   * @param ways the addresses that stand for them at the shared port, of kind {@link
   *     io.scp2p.core.wire.reach.CandidateKind#RELAYED}
   */
  record Detoured(List<Candidate> ways) implements IceInput {}

  /** More time, while ports are guessed ({@link PortGuess}). */
  record Prolonged(long untilNanos) implements IceInput {}

  /** A message that {@link IceAgent#owns} says is for it. */
  record Received(StunAddress from, StunMessage message) implements IceInput {}
}
