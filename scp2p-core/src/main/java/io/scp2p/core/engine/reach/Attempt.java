package io.scp2p.core.engine.reach;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.protocol.reach.IceAgent;
import io.scp2p.core.wire.reach.PathOffer;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One search for a path to one peer, and the watch over what it found. */
final class Attempt {
  final NodeKey peer;
  final boolean controlling;
  final PathOffer offer;

  /** Whether there is a path through a TURN server, to which only a direct one is preferable. */
  final boolean better;

  final IceAgent agent;
  final Alarm alarm;
  final long sinceNanos;

  /** Whether this side dials over the path that is found. */
  boolean dials;

  /** What TURN servers of this side contribute. */
  final TurnWays.Opened ways = new TurnWays.Opened();

  /** What was opened because ordinary checks found nothing; and whether that was tried. */
  final PortGuesses.Opened guesses = new PortGuesses.Opened();

  boolean guessed;

  /** What was found, and when. */
  @Nullable InetSocketAddress found;

  long foundNanos;

  /** Whether what was found goes through a TURN server. */
  boolean relayed;

  Attempt(
      NodeKey peer,
      boolean controlling,
      PathOffer offer,
      boolean better,
      IceAgent agent,
      Alarm alarm,
      long nowNanos) {
    this.peer = peer;
    this.controlling = controlling;
    this.offer = offer;
    this.better = better;
    this.agent = agent;
    this.alarm = alarm;
    this.sinceNanos = nowNanos;
  }

  /** A path through a TURN server, which is used until there is a better one. */
  boolean isDetour() {
    return found != null && relayed;
  }
}
