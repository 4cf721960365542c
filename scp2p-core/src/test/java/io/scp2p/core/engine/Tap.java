package io.scp2p.core.engine;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportKind;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A transport whose outgoing streams a test can reach: it writes there what no session would,
 * behind an honest handshake.
 */
record Tap(Transport transport, List<ByteStream> streams) implements Transport {
  Tap(Transport transport) {
    this(transport, new CopyOnWriteArrayList<>());
  }

  @Override
  public TransportKind kind() {
    return transport.kind();
  }

  @Override
  public CompletionStage<InetSocketAddress> listen(InetSocketAddress local, Acceptor acceptor) {
    return transport.listen(local, acceptor);
  }

  @Override
  public CompletionStage<Connection> dial(
      InetSocketAddress remote, Duration timeout, ConnectionListener listener) {
    return transport.dial(remote, timeout, listener).thenApply(Tapped::new);
  }

  @Override
  public void close() {
    transport.close();
  }

  private final class Tapped implements Connection {
    private final Connection connection;

    Tapped(Connection connection) {
      this.connection = connection;
    }

    @Override
    public ByteStream openStream(StreamListener listener) throws TransportException {
      ByteStream stream = connection.openStream(listener);
      streams.add(stream);
      return stream;
    }

    @Override
    public TransportKind kind() {
      return connection.kind();
    }

    @Override
    public InetSocketAddress local() {
      return connection.local();
    }

    @Override
    public InetSocketAddress remote() {
      return connection.remote();
    }

    @Override
    public boolean isInitiator() {
      return connection.isInitiator();
    }

    @Override
    public byte[] binding() {
      return connection.binding();
    }

    @Override
    public int maxStreams() {
      return connection.maxStreams();
    }

    @Override
    public void close(String reason) {
      connection.close(reason);
    }
  }
}
