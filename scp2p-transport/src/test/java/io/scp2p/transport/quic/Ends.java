package io.scp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What tests of real connections share. */
final class Ends {
  static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private Ends() {}

  static QuicTransport transport() {
    return transport(TransportSettings.defaults());
  }

  static QuicTransport transport(TransportSettings settings) {
    return (QuicTransport) new QuicTransportProvider().create(settings);
  }

  static InetSocketAddress listen(QuicTransport transport, ConnectionEnd end) {
    return transport.listen(ANY_PORT, end::attach).toCompletableFuture().join();
  }

  static ConnectionEnd dial(QuicTransport transport, InetSocketAddress to) {
    ConnectionEnd end = new ConnectionEnd();
    end.attach(transport.dial(to, PATIENCE, end).toCompletableFuture().join());
    return end;
  }

  static TransportException failure(CompletableFuture<?> future) {
    await(future::isDone);
    try {
      future.join();
    } catch (CompletionException e) {
      assertThat(e.getCause()).isInstanceOf(TransportException.class);
      return (TransportException) e.getCause();
    }
    throw new AssertionError("it should have failed");
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("it takes too long").isNegative();
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
    }
  }

  static byte[] random(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** One end of a connection. */
  static class ConnectionEnd implements ConnectionListener {
    final List<StreamEnd> accepted = new CopyOnWriteArrayList<>();
    final List<Connection> connections = new CopyOnWriteArrayList<>();
    volatile boolean closed;
    volatile @Nullable TransportException cause;
    volatile long creditBytes = 1 << 20;

    ConnectionEnd attach(Connection connection) {
      connections.add(connection);
      return this;
    }

    Connection connection() {
      await(() -> !connections.isEmpty());
      return connections.get(0);
    }

    StreamEnd open() throws TransportException {
      StreamEnd end = new StreamEnd();
      end.attach(connection().openStream(end), creditBytes);
      return end;
    }

    StreamEnd accepted(int index) {
      await(() -> accepted.size() > index);
      return accepted.get(index);
    }

    @Override
    public StreamListener streamOpened(ByteStream stream) {
      StreamEnd end = new StreamEnd();
      end.attach(stream, creditBytes);
      accepted.add(end);
      return end;
    }

    @Override
    public void closed(@Nullable TransportException why) {
      cause = why;
      closed = true;
    }
  }

  /** One end of a stream. */
  static final class StreamEnd implements StreamListener {
    private final MessageDigest digest;
    private ByteStream stream = NOT_ATTACHED;
    private boolean keepsGranting;
    private long written;
    volatile long received;
    volatile int writable;
    volatile boolean inputEnded;
    volatile boolean closed;
    volatile @Nullable TransportException cause;

    StreamEnd() {
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException impossible) {
        throw new AssertionError(impossible);
      }
    }

    void attach(ByteStream newStream, long creditBytes) {
      stream = newStream;
      keepsGranting = creditBytes > 0;
      if (keepsGranting) {
        stream.request(creditBytes);
      }
    }

    ByteStream stream() {
      return stream;
    }

    /** Writes everything, waiting when told to, and finishes. */
    void writeAll(byte[] bytes, int pieceBytes) {
      for (int at = 0; at < bytes.length; at += pieceBytes) {
        int before = writable;
        int length = Math.min(pieceBytes, bytes.length - at);
        written += length;
        if (!stream.write(ByteBuffer.wrap(bytes, at, length))) {
          await(() -> writable > before || closed);
        }
      }
      stream.finish();
    }

    long written() {
      return written;
    }

    byte[] digest() {
      return digest.digest();
    }

    @Override
    public void data(ByteBuffer bytes) {
      int count = bytes.remaining();
      digest.update(bytes);
      received += count;
      if (keepsGranting) {
        stream.request(count);
      }
    }

    @Override
    public void writable() {
      writable++;
    }

    @Override
    public void inputEnded() {
      inputEnded = true;
    }

    @Override
    public void closed(@Nullable TransportException why) {
      cause = why;
      closed = true;
    }
  }

  private static final ByteStream NOT_ATTACHED =
      new ByteStream() {
        @Override
        public Connection connection() {
          throw new IllegalStateException();
        }

        @Override
        public boolean write(ByteBuffer bytes) {
          throw new IllegalStateException();
        }

        @Override
        public void request(long bytes) {
          throw new IllegalStateException();
        }

        @Override
        public void finish() {
          throw new IllegalStateException();
        }

        @Override
        public void reset(String reason) {
          throw new IllegalStateException();
        }
      };
}
