package io.scp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.PacketPort;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportProvider;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.transport.quic.Ends.ConnectionEnd;
import io.scp2p.transport.quic.Ends.StreamEnd;
import io.scp2p.transport.tls.NodeCertificate;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real connections on loopback; what every transport promises is in the contract. */
@Timeout(120)
class QuicTransportIT {
  private final List<QuicTransport> transports = new ArrayList<>();
  private final ConnectionEnd server = new ConnectionEnd();

  private QuicTransport transport() {
    QuicTransport transport = Ends.transport();
    transports.add(transport);
    return transport;
  }

  @AfterEach
  void nothingIsLeft() {
    transports.forEach(QuicTransport::close);
    for (QuicTransport transport : transports) {
      Ends.await(() -> transport.threads().alive() == 0);
    }
  }

  @Test
  void theServiceLoaderFindsIt() {
    assertThat(ServiceLoader.load(TransportProvider.class))
        .anyMatch(provider -> provider.kind() == TransportKind.QUIC);
  }

  /** It fails for the same reason again, and not because the port is taken by what has failed. */
  @Test
  void aListenThatFailedLeavesThePortForTheNext() {
    NodeCertificate none = null;
    QuicTransport broken =
        new QuicTransport(TransportSettings.defaults(), none, DatagramPort::open);
    transports.add(broken);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(
              () -> broken.listen(Ends.ANY_PORT, server::attach).toCompletableFuture().join())
          .hasRootCauseInstanceOf(NullPointerException.class);
    }
  }

  @Test
  void anEchoComesBackAndBothEndsSeeTheSameBinding() throws TransportException {
    InetSocketAddress address = Ends.listen(transport(), server);
    ConnectionEnd client = Ends.dial(transport(), address);
    StreamEnd here = client.open();
    byte[] message = Ends.random(1, 300);
    here.stream().write(ByteBuffer.wrap(message.clone()));
    StreamEnd there = server.accepted(0);
    Ends.await(() -> there.received == message.length);
    there.stream().write(ByteBuffer.wrap(message.clone()));
    Ends.await(() -> here.received == message.length);
    assertThat(here.digest()).isEqualTo(Ends.sha256(message));
    assertThat(client.connection().binding()).hasSize(32).isEqualTo(server.connection().binding());
  }

  @Test
  void theServerSideOpensStreamsToo() throws TransportException {
    InetSocketAddress address = Ends.listen(transport(), server);
    ConnectionEnd client = Ends.dial(transport(), address);
    StreamEnd there = server.open();
    there.writeAll(Ends.random(2, 5_000), 5_000);
    StreamEnd here = client.accepted(0);
    Ends.await(() -> here.inputEnded);
    assertThat(here.received).isEqualTo(5_000);
    here.stream().finish();
    Ends.await(() -> here.closed && there.closed);
    assertThat(there.cause).isNull();
  }

  @Test
  void aThousandShortStreamsOneAfterAnotherUseUpNothing() throws TransportException {
    InetSocketAddress address = Ends.listen(transport(), server);
    ConnectionEnd client = Ends.dial(transport(), address);
    for (int i = 0; i < 1_000; i++) {
      StreamEnd here = client.open();
      here.writeAll(new byte[] {1, 2, 3}, 3);
      StreamEnd there = server.accepted(i);
      Ends.await(() -> there.inputEnded);
      there.writeAll(new byte[] {4, 5}, 2);
      Ends.await(() -> here.closed && there.closed);
      assertThat(here.received).isEqualTo(2);
      assertThat(here.cause).isNull();
    }
  }

  @Test
  void anOutgoingConnectionLeavesFromTheListeningPort() throws TransportException {
    QuicTransport first = transport();
    ConnectionEnd firstServer = new ConnectionEnd();
    InetSocketAddress firstAddress = Ends.listen(first, firstServer);
    QuicTransport second = transport();
    InetSocketAddress secondAddress = Ends.listen(second, server);

    ConnectionEnd there = Ends.dial(first, secondAddress);
    assertThat(there.connection().local()).isEqualTo(firstAddress);
    assertThat(server.connection().remote()).isEqualTo(firstAddress);
    // And the other way at the same time, between the same two ports.
    ConnectionEnd back = Ends.dial(second, firstAddress);
    assertThat(firstServer.connection().remote()).isEqualTo(secondAddress);
    for (ConnectionEnd each : List.of(there, back)) {
      each.open().stream().write(ByteBuffer.allocate(10));
    }
    Ends.await(() -> server.accepted(0).received == 10);
    Ends.await(() -> firstServer.accepted(0).received == 10);
  }

  @Test
  void packetsThatAreNotQuicShareThePortWithConnectionsInUse() throws IOException {
    QuicTransport listening = transport();
    InetSocketAddress address = Ends.listen(listening, server);
    List<InetSocketAddress> sources = new CopyOnWriteArrayList<>();
    listening.receivePackets((from, packet) -> sources.add(from));
    StreamEnd here = Ends.dial(transport(), address).open();
    try (DatagramSocket stun = new DatagramSocket(Ends.ANY_PORT)) {
      for (int i = 0; i < 20; i++) {
        here.stream().write(ByteBuffer.allocate(1_000));
        stun.send(new DatagramPacket(new byte[] {0, 1, 0, 0}, 4, address));
      }
      InetSocketAddress from = (InetSocketAddress) stun.getLocalSocketAddress();
      Ends.await(() -> sources.size() == 20);
      assertThat(sources).containsOnly(from);
      Ends.await(() -> server.accepted(0).received == 20_000);
      listening.sendPacket(from, ByteBuffer.wrap(new byte[] {1, 1, 7}));
      DatagramPacket answer = new DatagramPacket(new byte[10], 10);
      stun.setSoTimeout(20_000);
      stun.receive(answer);
      assertThat(answer.getSocketAddress()).isEqualTo(address);
      assertThat(answer.getLength()).isEqualTo(3);
    }
    assertThat(listening.traffic().nonQuicDatagrams()).isEqualTo(20);
    assertThat(listening.traffic().receivedBytes()).isGreaterThan(20_000);
  }

  @Test
  void aManInTheMiddleShowsEachSideAnotherBinding() throws TransportException {
    InetSocketAddress address = Ends.listen(transport(), server);
    QuicTransport middle = transport();
    ConnectionEnd middleServer = new ConnectionEnd();
    InetSocketAddress middleAddress = Ends.listen(middle, middleServer);
    ConnectionEnd middleClient = Ends.dial(middle, address);
    ConnectionEnd client = Ends.dial(transport(), middleAddress);
    StreamEnd here = client.open();
    here.stream().write(ByteBuffer.wrap(Ends.random(3, 700)));
    StreamEnd relayed = middleServer.accepted(0);
    Ends.await(() -> relayed.received == 700);
    middleClient.open().stream().write(ByteBuffer.wrap(Ends.random(3, 700)));
    Ends.await(() -> server.accepted(0).received == 700);
    assertThat(server.accepted(0).digest()).isEqualTo(relayed.digest());
    assertThat(client.connection().binding()).isNotEqualTo(server.connection().binding());
  }

  @Test
  void aSecondListenerOrAnotherPortIsRefused() {
    QuicTransport dialler = transport();
    InetSocketAddress address = Ends.listen(transport(), server);
    Ends.dial(dialler, address);
    CompletableFuture<InetSocketAddress> tooLate =
        dialler.listen(Ends.ANY_PORT, c -> new ConnectionEnd()).toCompletableFuture();
    assertThat(Ends.failure(tooLate).reason()).isEqualTo(Reason.BIND);
    CompletableFuture<InetSocketAddress> fitting =
        dialler.listen(new InetSocketAddress(0), c -> new ConnectionEnd()).toCompletableFuture();
    assertThat(fitting.join().getPort()).isPositive();
    CompletableFuture<InetSocketAddress> taken =
        transport().listen(address, c -> new ConnectionEnd()).toCompletableFuture();
    assertThat(Ends.failure(taken).reason()).isEqualTo(Reason.BIND);
  }

  @Test
  void whoSpeaksAnotherProtocolIsRefused() throws Exception {
    InetSocketAddress address = Ends.listen(transport(), server);
    tech.kwik.core.QuicClientConnection stranger =
        tech.kwik.core.QuicClientConnection.newBuilder()
            .host("localhost")
            .proxy(address.getAddress().getHostAddress())
            .port(address.getPort())
            .applicationProtocol("something-else")
            .customTrustManager(new AnyServerCertificate())
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    assertThatThrownBy(stranger::connect).isInstanceOf(IOException.class);
    assertThat(server.connections).isEmpty();
  }

  @Test
  void aListenerThatThrowsEndsItsStreamOnly() throws TransportException {
    InetSocketAddress address =
        transport()
            .listen(
                Ends.ANY_PORT,
                connection ->
                    new io.scp2p.api.spi.ConnectionListener() {
                      @Override
                      public StreamListener streamOpened(ByteStream stream) {
                        stream.request(100);
                        return new Throwing();
                      }

                      @Override
                      public void closed(TransportException cause) {}
                    })
            .toCompletableFuture()
            .join();
    ConnectionEnd client = Ends.dial(transport(), address);
    StreamEnd here = client.open();
    here.stream().write(ByteBuffer.allocate(10));
    Ends.await(() -> here.closed);
    assertThat(here.cause.reason()).isEqualTo(Reason.BROKEN);
    assertThat(client.closed).isFalse();
  }

  @Test
  void aBlockedOpeningIsBrokenOffAtOnce() throws TransportException {
    InetSocketAddress address = Ends.listen(transport(), server);
    server.creditBytes = 0; // It answers but never reads, so no stream ends at its end.
    ConnectionEnd client = Ends.dial(transport(), address);
    int opened = 0;
    TransportException refusal = null;
    while (refusal == null && opened <= QuicLimits.ANNOUNCED_STREAMS) {
      try {
        StreamEnd here = client.open();
        here.writeAll(new byte[1], 1);
        server.accepted(opened++).stream().finish();
        Ends.await(() -> here.closed);
      } catch (TransportException e) {
        refusal = e;
      }
    }
    assertThat(opened).isEqualTo(QuicLimits.ANNOUNCED_STREAMS);
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(Reason.LIMIT);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(client.closed).isFalse();
  }

  @Test
  void theNumberOfThreadsOfAConnectionIsAsWrittenDown() throws TransportException {
    QuicTransport listening = transport();
    InetSocketAddress address = Ends.listen(listening, server);
    QuicTransport dialling = transport();
    List<ConnectionEnd> clients = new ArrayList<>();
    int connections = 10;
    for (int i = 0; i < connections; i++) {
      clients.add(Ends.dial(dialling, address));
    }
    Ends.await(() -> server.connections.size() == connections);
    // Port and watchdog; the listener's receiver, loop, scheduler and up to ten shared ones.
    Ends.await(() -> dialling.threads().alive() <= 2 + 6 * connections);
    Ends.await(() -> listening.threads().alive() <= 2 + 13 + 6 * connections);
    assertThat(dialling.threads().alive()).isGreaterThanOrEqualTo(2 + 4 * connections);
    int idle = dialling.threads().alive();
    StreamEnd here = clients.get(0).open(); // With credit: one thread that reads.
    here.stream().write(ByteBuffer.allocate(1));
    Ends.await(() -> !server.accepted.isEmpty());
    assertThat(dialling.threads().alive()).isLessThanOrEqualTo(idle + 3);
  }

  @Test
  void settingsAreHeldToWhatThreadsAllow() {
    TransportSettings held = QuicLimits.within(TransportSettings.defaults());
    assertThat(held.maxConnections()).isEqualTo(QuicLimits.MAX_CONNECTIONS);
    assertThat(held.maxPendingHandshakes()).isEqualTo(QuicLimits.MAX_PENDING_HANDSHAKES);
    assertThat(held.streamWindowBytes())
        .isEqualTo(TransportSettings.defaults().streamWindowBytes());
  }

  @Test
  void closingFromWithinACallbackDoesNotWaitForItself() {
    QuicTransport closing = transport();
    InetSocketAddress address = Ends.listen(transport(), server);
    CompletableFuture<Void> returned = new CompletableFuture<>();
    closing
        .dial(
            address,
            Ends.PATIENCE,
            new ConnectionEnd() {
              @Override
              public void closed(TransportException why) {
                closing.close();
                returned.complete(null);
              }
            })
        .toCompletableFuture()
        .join()
        .close("done");
    returned.join();
  }

  /** A listener with a bug. */
  private static final class Throwing implements StreamListener {
    @Override
    public void data(ByteBuffer bytes) {
      throw new IllegalStateException("a bug");
    }

    @Override
    public void writable() {}

    @Override
    public void inputEnded() {}

    @Override
    public void closed(TransportException cause) {}
  }

  /** The library may stay with a connection for half a minute; a node must not stay with it. */
  @Test
  void whatIsClosedHoldsNobodyWhoListened() throws TransportException {
    QuicTransport there = transport();
    QuicTransport here = transport();
    List<Object> held = new ArrayList<>();
    List<WeakReference<Object>> listeners = connect(there, here, held);
    here.close();
    there.close();
    Ends.await(
        () -> {
          System.gc();
          return listeners.stream().allMatch(listener -> listener.get() == null);
        });
    assertThat(held).hasSize(4);
  }

  private static List<WeakReference<Object>> connect(
      QuicTransport there, QuicTransport here, List<Object> held) throws TransportException {
    ConnectionEnd accepting = new ConnectionEnd();
    ConnectionEnd dialling = Ends.dial(here, Ends.listen(there, accepting));
    PacketPort.Receiver receiver = (from, packet) -> held.add(dialling);
    here.receivePackets(receiver);
    StreamEnd stream = dialling.open();
    stream.stream().write(ByteBuffer.allocate(1));
    held.addAll(List.of(stream.stream(), accepting.accepted(0).stream()));
    held.addAll(List.of(dialling.connection(), accepting.connection()));
    return Stream.<Object>of(accepting, dialling, receiver, stream)
        .map(WeakReference::new)
        .toList();
  }
}
