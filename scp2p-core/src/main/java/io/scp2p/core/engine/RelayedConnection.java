package io.scp2p.core.engine;

import io.scp2p.api.spi.Connection;
import io.scp2p.core.protocol.session.Peer;
import io.scp2p.core.protocol.session.SessionRules;

/**
 * A connection through a relay's tunnel. Every stream of it is one exchange: a frame there and a
 * frame back; only the side that dialled opens streams. A session on it is like any other.
 */
public interface RelayedConnection extends Connection {
  /** Whether only the two ends can read what passes; if not, the relay reads and may forge it. */
  boolean isSealed();

  /** Requests at once. */
  int inFlight();

  /** How a session on a connection of any kind works. */
  static SessionRules rules(Peer peer, boolean initiator, Connection connection) {
    return connection instanceof RelayedConnection relayed
        ? SessionRules.relayed(initiator, relayed.inFlight())
        : SessionRules.of(peer, initiator, connection.maxStreams() > 1);
  }
}
