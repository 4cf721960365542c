package io.scp2p.core.engine.reach;

import io.scp2p.core.engine.turn.TurnPaths;
import io.scp2p.core.protocol.reach.IceInput;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.reach.Candidate;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunMessage;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Checks that reach a TURN server of this node from the address of a peer, but another port: as its
 * router may have it. Lives on the loop.
 */
final class TurnStrangers implements TurnPaths.Strangers {
  private final TurnWays ways;
  private final Attempts attempts;
  private final BiConsumer<Attempt, IceInput> tell;

  TurnStrangers(TurnWays ways, Attempts attempts, BiConsumer<Attempt, IceInput> tell) {
    this.ways = ways;
    this.attempts = attempts;
    this.tell = tell;
  }

  @Override
  public void delivered(StunAddress relayed, StunAddress from, Bytes datagram) {
    if (!StunMessage.looksLike(datagram)) {
      return;
    }
    try {
      StunMessage message = StunMessage.decode(datagram);
      Attempt owner = message.kind() == StunClass.REQUEST ? attempts.owner(from, message) : null;
      Optional<Candidate> way =
          owner == null ? Optional.empty() : ways.answer(owner.ways, relayed, from);
      if (owner != null && way.isPresent()) {
        tell.accept(owner, new IceInput.Detoured(List.of(way.get())));
        tell.accept(owner, new IceInput.Received(way.get().at(), message));
      }
    } catch (WireException e) {
      // Anybody can send anything.
    }
  }
}
