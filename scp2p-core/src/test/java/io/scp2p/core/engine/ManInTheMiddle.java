package io.scp2p.core.engine;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Terminates the encryption on both sides and passes every byte through unchanged: the attack that
 * plain v1 cannot notice (section 21, Q-1).
 */
final class ManInTheMiddle {
  private static final int ALL = 64 << 20;

  private final Transport transport;
  private final InetSocketAddress target;

  ManInTheMiddle(Transport transport, InetSocketAddress target) {
    this.transport = transport;
    this.target = target;
  }

  CompletableFuture<InetSocketAddress> listen(InetSocketAddress at) {
    return transport.listen(at, connection -> new Victim()).toCompletableFuture();
  }

  /** One connection of a victim, and the one made towards the target in its name. */
  private final class Victim implements ConnectionListener {
    private final CompletableFuture<Connection> onwards =
        transport.dial(target, Duration.ofSeconds(10), new Ignored()).toCompletableFuture();

    @Override
    public StreamListener streamOpened(ByteStream stream) {
      Pump towardsTarget = new Pump();
      Pump towardsVictim = new Pump();
      towardsVictim.to(stream);
      stream.request(ALL);
      onwards.thenAccept(
          connection -> {
            try {
              ByteStream opened = connection.openStream(towardsVictim);
              opened.request(ALL);
              towardsTarget.to(opened);
            } catch (TransportException e) {
              stream.reset("the target will not have it");
            }
          });
      return towardsTarget;
    }

    @Override
    public void closed(@Nullable TransportException cause) {
      onwards.thenAccept(connection -> connection.close("the victim has gone"));
    }
  }

  private static final class Ignored implements ConnectionListener {
    @Override
    public StreamListener streamOpened(ByteStream stream) {
      return new Pump();
    }

    @Override
    public void closed(@Nullable TransportException cause) {}
  }

  private static final class Pump implements StreamListener {
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
    private @Nullable ByteStream to;
    private boolean ended;

    synchronized void to(ByteStream stream) {
      to = stream;
      waiting.forEach(stream::write);
      if (ended) {
        stream.finish();
      }
    }

    @Override
    public synchronized void data(ByteBuffer bytes) {
      ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
      if (to == null) {
        waiting.add(copy);
      } else {
        to.write(copy);
      }
    }

    @Override
    public void writable() {}

    @Override
    public synchronized void inputEnded() {
      ended = true;
      if (to != null) {
        to.finish();
      }
    }

    @Override
    public synchronized void closed(@Nullable TransportException cause) {
      if (to != null) {
        to.reset("the other side has gone");
      }
    }
  }
}
