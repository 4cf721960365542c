package io.scp2p.examples.fuzz;

import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import io.scp2p.api.spi.TransportKind;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Nobody is there, at once: addresses that are made up are not connected to. */
record NoTransport(TransportKind kind) implements Transport {
  @Override
  public CompletionStage<InetSocketAddress> listen(InetSocketAddress local, Acceptor acceptor) {
    return CompletableFuture.completedFuture(local);
  }

  @Override
  public CompletionStage<Connection> dial(
      InetSocketAddress remote, Duration timeout, ConnectionListener listener) {
    return CompletableFuture.failedFuture(
        new TransportException(Reason.UNREACHABLE, "nobody at " + remote, null));
  }

  @Override
  public void close() {
    // There is nothing to close.
  }
}
