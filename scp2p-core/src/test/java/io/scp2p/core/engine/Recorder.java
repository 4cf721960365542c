package io.scp2p.core.engine;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportKind;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every byte that a node receives or sends, as the node itself sees it: outside TLS, inside
 * everything else.
 */
final class Recorder implements Transport {
  private final Transport transport;
  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

  Recorder(Transport transport) {
    this.transport = transport;
  }

  synchronized byte[] seen() {
    return seen.toByteArray();
  }

  private synchronized void keep(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    seen.writeBytes(copy);
  }

  @Override
  public TransportKind kind() {
    return transport.kind();
  }

  @Override
  public CompletionStage<InetSocketAddress> listen(InetSocketAddress local, Acceptor acceptor) {
    return transport.listen(local, connection -> new Hearing(acceptor.accepted(connection)));
  }

  @Override
  public CompletionStage<Connection> dial(
      InetSocketAddress remote, Duration timeout, ConnectionListener listener) {
    return transport.dial(remote, timeout, listener);
  }

  @Override
  public void close() {
    transport.close();
  }

  private final class Hearing implements ConnectionListener {
    private final ConnectionListener to;

    Hearing(ConnectionListener to) {
      this.to = to;
    }

    @Override
    public StreamListener streamOpened(ByteStream stream) {
      StreamListener listener = to.streamOpened(new Writing(stream));
      return new StreamListener() {
        @Override
        public void data(ByteBuffer bytes) {
          keep(bytes);
          listener.data(bytes);
        }

        @Override
        public void writable() {
          listener.writable();
        }

        @Override
        public void inputEnded() {
          listener.inputEnded();
        }

        @Override
        public void closed(@Nullable TransportException cause) {
          listener.closed(cause);
        }
      };
    }

    @Override
    public void closed(@Nullable TransportException cause) {
      to.closed(cause);
    }
  }

  private final class Writing implements ByteStream {
    private final ByteStream stream;

    Writing(ByteStream stream) {
      this.stream = stream;
    }

    @Override
    public Connection connection() {
      return stream.connection();
    }

    @Override
    public boolean write(ByteBuffer bytes) {
      keep(bytes);
      return stream.write(bytes);
    }

    @Override
    public void request(long bytes) {
      stream.request(bytes);
    }

    @Override
    public void finish() {
      stream.finish();
    }

    @Override
    public void reset(String reason) {
      stream.reset(reason);
    }
  }
}
