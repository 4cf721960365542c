package io.scp2p.core.sim;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import org.jspecify.annotations.Nullable;

/** The listener of a connection that never comes to be. */
final class Unused implements ConnectionListener {
  @Override
  public StreamListener streamOpened(ByteStream stream) {
    throw new AssertionError("a connection without handshake has no streams");
  }

  @Override
  public void closed(@Nullable TransportException cause) {
    throw new AssertionError("a connection without handshake does not end");
  }
}
