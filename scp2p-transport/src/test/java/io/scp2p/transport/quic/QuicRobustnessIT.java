package io.scp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.transport.quic.Ends.ConnectionEnd;
import io.scp2p.transport.quic.Ends.StreamEnd;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong in the library if nobody sees to it, one test for each; see decision 0013. */
@Timeout(300)
class QuicRobustnessIT {
  private static final int MIB = 1 << 20;
  private static final int MANY = (Boolean.getBoolean("heavy") ? 64 : 16) * MIB;

  private final List<QuicTransport> transports = new ArrayList<>();
  private final ConnectionEnd server = new ConnectionEnd();

  private QuicTransport transport(TransportSettings settings) {
    QuicTransport transport = Ends.transport(settings);
    transports.add(transport);
    return transport;
  }

  private QuicTransport transport() {
    return transport(TransportSettings.defaults());
  }

  private static TransportSettings settings(
      int connections, int pending, Duration idle, Duration keepAlive, int windowBytes) {
    return new TransportSettings(
        connections, 64, pending, Duration.ofSeconds(10), idle, keepAlive, windowBytes, 64 << 10);
  }

  private static TransportSettings impatient(Duration keepAlive) {
    return settings(64, 32, Duration.ofSeconds(3), keepAlive, MIB);
  }

  @AfterEach
  void nothingIsLeft() {
    transports.forEach(QuicTransport::close);
    for (QuicTransport transport : transports) {
      Ends.await(() -> transport.threads().alive() == 0);
    }
  }

  @Test
  void manyMebibytesArriveIntactInBothDirectionsAtOnce() throws Exception {
    InetSocketAddress address = Ends.listen(transport(), server);
    StreamEnd here = Ends.dial(transport(), address).open();
    byte[] up = Ends.random(1, MANY);
    byte[] down = Ends.random(2, MANY);
    byte[] upDigest = Ends.sha256(up);
    byte[] downDigest = Ends.sha256(down);
    here.stream().write(ByteBuffer.wrap(up, 0, 1));
    StreamEnd there = server.accepted(0);
    CompletableFuture<Void> upwards =
        CompletableFuture.runAsync(
            () -> here.writeAll(java.util.Arrays.copyOfRange(up, 1, up.length), 256 << 10),
            task -> new Thread(task).start());
    there.writeAll(down, 100_001);
    upwards.join();
    Ends.await(() -> here.closed && there.closed);
    assertThat(there.digest()).isEqualTo(upDigest);
    assertThat(here.digest()).isEqualTo(downDigest);
    assertThat(here.cause).isNull();
    assertThat(there.cause).isNull();
  }

  @Test
  void manyStreamsWithALittleEachAllEnd() throws Exception {
    InetSocketAddress address = Ends.listen(transport(), server);
    ConnectionEnd client = Ends.dial(transport(), address);
    List<StreamEnd> streams = new ArrayList<>();
    for (int i = 0; i < QuicLimits.MAX_STREAMS; i++) {
      streams.add(client.open());
    }
    // Around the size of one frame and of the library's buffer, where tails are cut.
    int[] sizes = {1, 999, 1_000, 1_001, 1_200, 16_384, 16_385, 51_199, 51_200, 51_201};
    for (int i = 0; i < streams.size(); i++) {
      streams.get(i).writeAll(Ends.random(i, sizes[i % sizes.length]), 1 << 20);
    }
    Ends.await(() -> server.accepted.size() == streams.size());
    Ends.await(() -> server.accepted.stream().allMatch(stream -> stream.inputEnded));
    long expected = 0;
    for (int i = 0; i < streams.size(); i++) {
      expected += sizes[i % sizes.length];
    }
    assertThat(server.accepted.stream().mapToLong(stream -> stream.received).sum())
        .isEqualTo(expected);
    server.accepted.forEach(stream -> stream.stream().finish());
    Ends.await(() -> streams.stream().allMatch(stream -> stream.closed));
  }

  @Test
  void aReaderThatStopsHoldsUpTheWriterAndTheEndStillArrivesWhenItGoesOn() throws Exception {
    TransportSettings small =
        settings(8, 8, Duration.ofSeconds(30), Duration.ofSeconds(10), 32 << 10);
    InetSocketAddress address = Ends.listen(transport(small), server);
    server.creditBytes = 0;
    StreamEnd here = Ends.dial(transport(small), address).open();
    byte[] piece = Ends.random(5, 10_000);
    long written = 0;
    boolean room = true;
    while (room) {
      room = here.stream().write(ByteBuffer.wrap(piece.clone()));
      written += piece.length;
      // Window, queue, the library's buffer, and one piece.
      assertThat(written).isLessThan((32 << 10) + (64 << 10) + (50 << 10) + 2 * 10_000);
      int before = here.writable;
      if (!room) {
        long start = System.nanoTime();
        Ends.await(() -> here.writable > before || elapsed(start, Duration.ofSeconds(2)));
        room = here.writable > before;
      }
    }
    // By now the watchdog has reminded the library many times; that must not keep the end away.
    here.stream().finish();
    StreamEnd there = server.accepted(0);
    assertThat(there.received).isZero();
    there.attach(there.stream(), 1_000);
    Ends.await(() -> there.inputEnded);
    assertThat(there.received).isEqualTo(written);
  }

  @Tag("heavy")
  @Test
  void twoHundredConnectsAndClosesLeaveNoThread() throws Exception {
    QuicTransport listening = transport();
    InetSocketAddress address = Ends.listen(listening, server);
    QuicTransport dialling = transport();
    Ends.dial(dialling, address).connection().close("warm");
    Ends.await(() -> dialling.threads().alive() == 2);
    for (int i = 0; i < 200; i++) {
      ConnectionEnd client = Ends.dial(dialling, address);
      client.connection().close("done");
      Ends.await(() -> client.closed);
      assertThat(client.cause).isNull();
    }
    Ends.await(() -> dialling.threads().alive() == 2);
    Ends.await(() -> listening.admission().connections() == 0);
    Ends.await(() -> listening.admission().pendingHandshakes() == 0);
    // Whoever closes waits a second at most for the confirmation. On a machine that is held up for
    // longer the server never hears of such a client, and lets its place go after a while.
    assertThat(server.connections.size())
        .as("handshakes the server saw the end of")
        .isGreaterThan(150);
    Ends.await(() -> listening.threads().alive() <= 15);
  }

  @Test
  void silentClientsTakeABoundedNumberOfPlacesAndNoThreadsBeyond() throws Exception {
    int pending = 3;
    QuicTransport listening =
        transport(settings(64, pending, Duration.ofSeconds(3), Duration.ofSeconds(1), MIB));
    InetSocketAddress address = Ends.listen(listening, server);
    // At once: whoever comes later may find a place that has come free again.
    CyclicBarrier together = new CyclicBarrier(20);
    List<MuteClient> silent = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      silent.add(new MuteClient(address, together));
    }
    Ends.await(() -> listening.traffic().droppedDatagrams() >= 20 - pending);
    assertThat(listening.admission().pendingHandshakes()).isEqualTo(pending);
    assertThat(listening.threads().alive()).isLessThanOrEqualTo(2 + 13 + 6 * pending);
    // Places come free again by themselves, and then everybody is let in.
    CompletableFuture<?> dial =
        transport().dial(address, Ends.PATIENCE, new ConnectionEnd()).toCompletableFuture();
    dial.join();
    Ends.await(() -> listening.admission().pendingHandshakes() == 0);
    silent.forEach(MuteClient::close);
  }

  @Test
  void firstPacketsThatAreGarbageTakePlacesOnlyForAWhile() throws Exception {
    QuicTransport listening = transport();
    InetSocketAddress address = Ends.listen(listening, server);
    try (DatagramSocket socket = new DatagramSocket(Ends.ANY_PORT)) {
      for (int i = 0; i < 2 * QuicLimits.MAX_PENDING_HANDSHAKES; i++) {
        byte[] garbage = Ends.random(i, QuicLimits.MIN_INITIAL_DATAGRAM_BYTES);
        ByteBuffer.wrap(garbage).put((byte) 0xc0).putInt(1).put((byte) 8).putLong(i).put((byte) 8);
        socket.send(new DatagramPacket(garbage, garbage.length, address));
      }
      Ends.await(() -> listening.traffic().droppedDatagrams() >= QuicLimits.MAX_PENDING_HANDSHAKES);
      assertThat(listening.admission().connections()).isEqualTo(QuicLimits.MAX_PENDING_HANDSHAKES);
    }
    long start = System.nanoTime();
    listening.close();
    assertThat(System.nanoTime() - start)
        .as("whoever closes does not wait for the library, which stays with each for half a minute")
        .isLessThan(ServerGate.CANDIDATE_NANOS - QuicTransport.CLOSE_NANOS);
    transports.remove(listening);
  }

  @Test
  void anIdleConnectionIsKeptAliveByEitherSide() throws Exception {
    Duration often = Duration.ofMillis(500);
    Duration rarely = Duration.ofMillis(2_999);
    List<ConnectionEnd> accepted = List.of(new ConnectionEnd(), new ConnectionEnd());
    InetSocketAddress first = Ends.listen(transport(impatient(often)), accepted.get(0));
    InetSocketAddress second = Ends.listen(transport(impatient(rarely)), accepted.get(1));
    List<ConnectionEnd> clients =
        List.of(
            Ends.dial(transport(impatient(rarely)), first),
            Ends.dial(transport(impatient(often)), second));
    long start = System.nanoTime();
    Ends.await(
        () ->
            clients.stream().anyMatch(client -> client.closed)
                || elapsed(start, Duration.ofSeconds(7)));
    for (int i = 0; i < clients.size(); i++) {
      assertThat(clients.get(i).closed).isFalse();
      StreamEnd here = clients.get(i).open();
      here.stream().write(ByteBuffer.allocate(5));
      ConnectionEnd other = accepted.get(i);
      Ends.await(() -> other.accepted(0).received == 5);
    }
  }

  @Test
  void aConnectionThatLosesItsAddressIsReportedBrokenInBoundedTime() throws Exception {
    InetSocketAddress address = Ends.listen(transport(impatient(Duration.ofMillis(500))), server);
    try (Rebinding nat = new Rebinding(address)) {
      ConnectionEnd client = Ends.dial(transport(impatient(Duration.ofMillis(500))), nat.address());
      StreamEnd here = client.open();
      here.stream().write(ByteBuffer.allocate(5));
      Ends.await(() -> server.accepted(0).received == 5);
      nat.rebind();
      here.stream().write(ByteBuffer.allocate(5));
      Ends.await(() -> client.closed && server.closed);
      assertThat(reason(client.cause)).isEqualTo(Reason.BROKEN);
      assertThat(reason(here.cause)).isEqualTo(Reason.BROKEN);
      assertThat(reason(server.cause)).isEqualTo(Reason.BROKEN);
      // Redialling is the way out, and works at once.
      Ends.dial(transports.get(1), nat.address());
    }
  }

  @Test
  void readersAndWritersOfAConnectionThatIsClosedAllComeBack() throws Exception {
    QuicTransport listening = transport();
    InetSocketAddress address = Ends.listen(listening, server);
    QuicTransport dialling = transport();
    for (int round = 0; round < 5; round++) {
      ConnectionEnd client = Ends.dial(dialling, address);
      int connection = round;
      Ends.await(() -> server.connections.size() > connection);
      server.creditBytes = round % 2 == 0 ? 0 : 1 << 20;
      List<StreamEnd> streams = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        StreamEnd stream = client.open();
        stream.stream().write(ByteBuffer.wrap(new byte[3 * MIB]));
        streams.add(stream);
      }
      int before = server.accepted.size();
      Ends.await(() -> server.accepted.size() >= before);
      (round % 2 == 0 ? client.connection() : server.connections.get(round)).close("enough");
      Ends.await(() -> client.closed && streams.stream().allMatch(stream -> stream.closed));
    }
    Ends.await(() -> dialling.threads().alive() == 2);
  }

  private static Reason reason(TransportException cause) {
    assertThat(cause).isNotNull();
    return cause.reason();
  }

  private static boolean elapsed(long startNanos, Duration limit) {
    return System.nanoTime() - startNanos > limit.toNanos();
  }
}
