package io.scp2p.transport.quic;

import tech.kwik.core.ConnectionEstablishedEvent;
import tech.kwik.core.ConnectionListener;
import tech.kwik.core.ConnectionTerminatedEvent;

/** Tells a link that the library has ended its connection. */
record TerminationOf(QuicLink link) implements ConnectionListener {
  @Override
  public void connected(ConnectionEstablishedEvent event) {}

  @Override
  public void disconnected(ConnectionTerminatedEvent event) {
    link.terminated(event);
  }
}
