package io.scp2p.core.engine.reach;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.protocol.reach.IceAgent;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One search for a path to one peer, and the watch over what it found. */
final class Attempt {
  final NodeKey peer;
  final boolean controlling;
  final IceAgent agent;
  final Alarm alarm;
  final long sinceNanos;

  /** Whether this side dials over the path that is found. */
  boolean dials;

  /** What TURN servers of this side contribute. */
  final TurnWays.Opened ways = new TurnWays.Opened();

  /** What was found, and when. */
  @Nullable InetSocketAddress found;

  long foundNanos;

  Attempt(NodeKey peer, boolean controlling, IceAgent agent, Alarm alarm, long nowNanos) {
    this.peer = peer;
    this.controlling = controlling;
    this.agent = agent;
    this.alarm = alarm;
    this.sinceNanos = nowNanos;
  }
}
