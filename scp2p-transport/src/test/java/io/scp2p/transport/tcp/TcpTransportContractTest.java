package io.scp2p.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.scp2p.api.contract.RecordingConnection;
import io.scp2p.api.contract.RecordingStream;
import io.scp2p.api.contract.TransportContract;
import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpTransportContractTest extends TransportContract {
  private final List<TcpTransport> transports = new ArrayList<>();
  private final List<ServerSocket> silent = new ArrayList<>();

  @AfterEach
  void freeSilentAddresses() throws IOException {
    for (ServerSocket socket : silent) {
      socket.close();
    }
  }

  /** The loops are gone then, which nobody who closes a stream late needs to know. */
  @Test
  void callsAfterTheTransportIsClosedAreHarmless() throws Exception {
    Transport server = newTransport(TransportSettings.defaults());
    Transport client = newTransport(TransportSettings.defaults());
    InetSocketAddress at =
        server
            .listen(listenAddress(server), connection -> new RecordingConnection(0))
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    RecordingConnection recording = new RecordingConnection(0);
    Connection connection =
        client.dial(at, Duration.ofSeconds(20), recording).toCompletableFuture().get();
    ByteStream stream = connection.openStream(new RecordingStream());
    client.close();
    server.close();
    assertThat(stream.write(ByteBuffer.allocate(1))).isFalse();
    stream.request(1);
    stream.finish();
    stream.reset("late");
    connection.close("late");
    assertThat(recording.isClosed()).isTrue();
  }

  /** However long the dial might have taken. */
  @Test
  void aConnectionThatHasEndedHoldsNobodyWhoListened() throws Exception {
    Transport server = newTransport(TransportSettings.defaults());
    Transport client = newTransport(TransportSettings.defaults());
    InetSocketAddress at =
        server
            .listen(listenAddress(server), connection -> new RecordingConnection(0))
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    WeakReference<RecordingConnection> listener = dialAndClose(client, at);
    awaitUntil(
        "the listener is forgotten",
        () -> {
          System.gc();
          return listener.get() == null;
        });
    client.close();
    server.close();
  }

  private WeakReference<RecordingConnection> dialAndClose(Transport client, InetSocketAddress at)
      throws Exception {
    RecordingConnection listener = new RecordingConnection(0);
    client.dial(at, Duration.ofMinutes(10), listener).toCompletableFuture().get().close("done");
    awaitUntil("it is closed", listener::isClosed);
    return new WeakReference<>(listener);
  }

  @Override
  protected Transport newTransport(TransportSettings settings) {
    TcpTransport transport = (TcpTransport) new TcpTransportProvider().create(settings);
    transports.add(transport);
    return transport;
  }

  @Override
  protected InetSocketAddress listenAddress(Transport transport) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** What the kernel does for a killed process: the sockets go, TLS says nothing. */
  @Override
  protected void killAbruptly(Transport transport) {
    for (Channel channel : ((TcpTransport) transport).channels()) {
      channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
    }
  }

  @Override
  protected InetSocketAddress closedAddress() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The kernel accepts for it, but nobody speaks TLS there. */
  @Override
  protected InetSocketAddress silentAddress() {
    try {
      ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
      silent.add(socket);
      return (InetSocketAddress) socket.getLocalSocketAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected Optional<AutoCloseable> silentClient(InetSocketAddress server) {
    try {
      return Optional.of(new Socket(server.getAddress(), server.getPort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected int liveResources() {
    long threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith(TcpTransport.THREAD_NAME))
            .count();
    int channels = transports.stream().mapToInt(transport -> transport.channels().size()).sum();
    return (int) threads + channels;
  }
}
