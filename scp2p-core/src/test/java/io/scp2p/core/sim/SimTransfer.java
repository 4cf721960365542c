package io.scp2p.core.sim;

import io.scp2p.api.contract.RecordingConnection;
import io.scp2p.api.contract.RecordingStream;
import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Two hosts, a connection between them, and bytes that flow on it for as long as they are let. */
final class SimTransfer {
  static final int PORT = 4_433;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int PIECE_BYTES = 128 << 10;
  private static final long ENDLESS = Long.MAX_VALUE / 4;

  private final SimWorld world;
  private final SimTransport dialler;
  private final RecordingConnection client;
  private final List<Counter> accepted = new ArrayList<>();
  private @Nullable RecordingStream sending;

  private SimTransfer(SimWorld world, SimTransport dialler) {
    this.world = world;
    this.dialler = dialler;
    this.client = new RecordingConnection(0);
  }

  static SimTransport transport(SimWorld world, String host, TransportKind pose) {
    return SimTransport.on(world.network().host(host), pose, TransportSettings.defaults());
  }

  /** Connects one host to another over transports made for this transfer. */
  static SimTransfer connect(SimWorld world, TransportKind pose, String from, String to, int port) {
    SimTransport listener = transport(world, to, pose);
    SimTransfer transfer = new SimTransfer(world, transport(world, from, pose));
    InetSocketAddress address = listener.host().address(port);
    Transport.Acceptor acceptor =
        connection -> {
          Counter counter = new Counter();
          transfer.accepted.add(counter);
          return counter;
        };
    listener.listen(address, acceptor).join();
    CompletableFuture<Connection> dial = transfer.dialler.dial(address, TIMEOUT, transfer.client);
    world.runUntil(dial::isDone, TIMEOUT);
    transfer.client.attach(dial.join());
    world.runUntil(() -> !transfer.accepted.isEmpty(), TIMEOUT);
    return transfer;
  }

  /** Keeps the stream's send queue filled from now on. */
  SimTransfer start() throws TransportException {
    RecordingStream stream = client.open();
    sending = stream;
    feed(stream);
    world.runUntil(() -> receivedBytes() > 0, TIMEOUT);
    return this;
  }

  private void feed(RecordingStream stream) {
    long calls = stream.writableCalls();
    while (!stream.isClosed() && stream.stream().write(ByteBuffer.allocate(PIECE_BYTES))) {
      // The queue still has room.
    }
    feedAgain(stream, calls);
  }

  private void feedAgain(RecordingStream stream, long calls) {
    if (stream.isClosed()) {
      return;
    }
    if (stream.writableCalls() > calls) {
      feed(stream);
    } else {
      world.schedule(Duration.ofMillis(1), "feed", () -> feedAgain(stream, calls));
    }
  }

  /** Bytes a second that arrive during this span. */
  double bytesPerSecond(Duration span) {
    long before = receivedBytes();
    world.runFor(span);
    return (receivedBytes() - before) / (span.toNanos() / 1e9);
  }

  long receivedBytes() {
    return server().receivedBytes;
  }

  RecordingConnection client() {
    return client;
  }

  Counter server() {
    return accepted.get(0);
  }

  RecordingStream sending() {
    return Objects.requireNonNull(sending);
  }

  /**
   * The accepting end, which reads all it can; hashing what it reads would take most of the time.
   */
  static final class Counter implements ConnectionListener, StreamListener {
    private long receivedBytes;
    private boolean inputEnded;
    private boolean closed;
    private @Nullable TransportException cause;

    boolean hasInputEnded() {
      return inputEnded;
    }

    boolean isClosed() {
      return closed;
    }

    @Nullable TransportException cause() {
      return cause;
    }

    @Override
    public StreamListener streamOpened(ByteStream stream) {
      stream.request(ENDLESS);
      return this;
    }

    @Override
    public void data(ByteBuffer bytes) {
      receivedBytes += bytes.remaining();
    }

    @Override
    public void writable() {
      throw new AssertionError("nothing is written at this end");
    }

    @Override
    public void inputEnded() {
      inputEnded = true;
    }

    @Override
    public void closed(@Nullable TransportException newCause) {
      closed = true;
      cause = newCause;
    }
  }
}
