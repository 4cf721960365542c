package io.scp2p.core.sim;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.scp2p.api.contract.PatternWriter;
import io.scp2p.api.contract.RecordingConnection;
import io.scp2p.api.contract.RecordingStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SimStreamTest {
  private static final int PORT = SimTransfer.PORT;

  private final SimWorld world = SimWorld.seeded(11);
  private final SimNetwork network = world.network();

  @ParameterizedTest(name = "up {0}, down {1}, between {2} Mbit/s")
  @CsvSource({"20,0,0", "0,20,0", "0,0,20", "100,20,50", "20,100,0", "1,0,0"})
  void aStreamMovesAtTheRateOfTheSlowestLink(long up, long down, long between)
      throws TransportException {
    network.host("alice").access(rate(up), LinkProfile.IDEAL);
    network.host("bob").access(LinkProfile.IDEAL, rate(down));
    if (between > 0) {
      network.link("alice", "bob", rate(between).withDelay(ofMillis(25)));
    }
    SimTransfer transfer = connect("alice", "bob", PORT).start();
    long slowest = 100;
    for (long mbit : new long[] {up, down, between}) {
      slowest = mbit > 0 ? Math.min(slowest, mbit) : slowest;
    }
    assertThat(transfer.bytesPerSecond(ofSeconds(20)))
        .isCloseTo(slowest * 125_000.0, withinPercentage(5));
  }

  @ParameterizedTest(name = "{0} ms one way")
  @CsvSource({"10", "100", "400"})
  void aStreamMovesOneWindowARoundTripWhenNoLinkIsSlower(int delayMillis)
      throws TransportException {
    network.delay(ofMillis(delayMillis));
    SimTransfer transfer = connect("alice", "bob", PORT).start();
    double expected = TransportSettings.DEFAULT_STREAM_WINDOW_BYTES / (2.0 * delayMillis / 1_000);
    assertThat(transfer.bytesPerSecond(ofSeconds(8))).isCloseTo(expected, withinPercentage(5));
  }

  @Test
  void streamsOfOneHostShareItsUpLinkAlike() throws TransportException {
    network.host("seed").access(rate(40), LinkProfile.IDEAL);
    List<SimTransfer> transfers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      network.host("leech " + i).access(rate(10 + 20 * i));
      transfers.add(connect("seed", "leech " + i, PORT).start());
    }
    assertAlike(transfers, 5_000_000.0 / 8);
  }

  @Test
  void streamsFromManyHostsShareADownLinkAlike() throws TransportException {
    network.host("leech").access(LinkProfile.IDEAL, rate(40));
    List<SimTransfer> transfers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      network.host("seed " + i).access(i % 2 == 0 ? rate(20) : LinkProfile.IDEAL);
      transfers.add(connect("seed " + i, "leech", PORT + i).start());
    }
    assertAlike(transfers, 5_000_000.0 / 8);
  }

  private void assertAlike(List<SimTransfer> transfers, double expected) {
    world.runFor(ofSeconds(5));
    List<Long> before = transfers.stream().map(SimTransfer::receivedBytes).toList();
    world.runFor(ofSeconds(20));
    for (int i = 0; i < transfers.size(); i++) {
      double rate = (transfers.get(i).receivedBytes() - before.get(i)) / 20.0;
      assertThat(rate).as("stream %d", i).isCloseTo(expected, withinPercentage(5));
    }
  }

  @Test
  void everyRungOfTheLadderCarriesAStream() throws TransportException {
    for (LinkProfile rung : LinkProfile.LADDER) {
      network.host("a " + rung.name());
      network.host("b " + rung.name());
      network.link("a " + rung.name(), "b " + rung.name(), rung);
      SimTransfer transfer = connect("a " + rung.name(), "b " + rung.name(), PORT).start();
      double share = transfer.bytesPerSecond(ofSeconds(30)) * 8 / rung.bitsPerSecond();
      // What is lost is sent again at the cost of what is not.
      assertThat(share).as(rung.name()).isBetween(0.6, 1.01);
      transfer.client().connection().close("next rung");
      world.runFor(ofSeconds(5));
    }
  }

  @Test
  void lossCostsTimeButNoBytes() throws TransportException {
    network.backbone(network.backbone().withLossPercent(5).withLossBurst(3));
    SimTransfer transfer = connect("alice", "bob", PORT);
    RecordingStream stream = transfer.client().open();
    int bytes = 1 << 20;
    stream.stream().write(ByteBuffer.allocate(bytes));
    stream.stream().finish();
    Duration start = world.elapsed();
    world.runUntil(
        () -> transfer.receivedBytes() == bytes && transfer.server().hasInputEnded(),
        ofSeconds(30));
    assertThat(world.elapsed().minus(start)).isGreaterThan(ofMillis(70));
    assertThat(transfer.receivedBytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void aHandshakeTakesItsRoundTrips(TransportKind pose) {
    SimTransport server = SimTransfer.transport(world, "bob", pose);
    server.listen(server.host().address(PORT), c -> new RecordingConnection(0)).join();
    SimTransport client = SimTransfer.transport(world, "alice", pose);
    CompletableFuture<Connection> dial =
        client.dial(server.host().address(PORT), ofSeconds(5), new RecordingConnection(0));
    world.runUntil(dial::isDone, ofSeconds(5));
    int roundTrips = pose == TransportKind.TCP ? 2 : 1;
    assertThat(world.elapsed()).isEqualTo(ofMillis(50).multipliedBy(roundTrips));
  }

  @Test
  void onlyItsOwnKindAnswers() {
    SimTransport server = SimTransfer.transport(world, "bob", TransportKind.QUIC);
    InetSocketAddress address = server.host().address(PORT);
    server.listen(address, c -> new RecordingConnection(0)).join();
    SimTransport client = SimTransfer.transport(world, "alice", TransportKind.TCP);
    assertThat(reason(client.dial(address, ofSeconds(5), new RecordingConnection(0))))
        .isEqualTo(Reason.UNREACHABLE);
    assertThat(reason(client.dial(nobody(), ofSeconds(5), new RecordingConnection(0))))
        .isEqualTo(Reason.UNREACHABLE);
    server.host().acceptsInbound(false);
    SimTransport sameKind = SimTransfer.transport(world, "alice", TransportKind.QUIC);
    assertThat(reason(sameKind.dial(address, ofSeconds(5), new RecordingConnection(0))))
        .isEqualTo(Reason.TIMED_OUT);
  }

  @Test
  void somebodyInTheMiddleIsSeenInTheBinding() {
    SimTransport bob = SimTransfer.transport(world, "bob", TransportKind.TCP);
    SimTransport mallory = SimTransfer.transport(world, "mallory", TransportKind.TCP);
    SimTransport alice = SimTransfer.transport(world, "alice", TransportKind.TCP);
    InetSocketAddress address = bob.host().address(PORT);
    List<Connection> atBob = new ArrayList<>();
    List<Connection> atMallory = new ArrayList<>();
    bob.listen(address, accepting(atBob)).join();
    mallory.listen(mallory.host().address(PORT), accepting(atMallory)).join();
    network.redirect(address, mallory.host().address(PORT));

    Connection fromAlice = dial(alice, address);
    Connection fromMallory = dial(mallory, address);
    world.runUntil(() -> !atBob.isEmpty(), ofSeconds(1));

    assertThat(fromAlice.remote()).as("alice sees nothing").isEqualTo(address);
    assertThat(fromAlice.binding()).isEqualTo(atMallory.get(0).binding());
    assertThat(fromMallory.binding()).isEqualTo(atBob.get(0).binding());
    assertThat(fromAlice.binding()).isNotEqualTo(atBob.get(0).binding());
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void aStreamGoesOnAfterAPartitionThatHealsInTime(TransportKind pose) throws TransportException {
    SimTransfer transfer = SimTransfer.connect(world, pose, "alice", "bob", PORT).start();
    network.partition(List.of(List.of("alice")));
    world.runFor(ofSeconds(1));
    assertThat(transfer.bytesPerSecond(ofSeconds(10))).isZero();
    network.heal();
    world.runFor(ofSeconds(10)); // The retransmission time-out has grown meanwhile.
    assertThat(transfer.bytesPerSecond(ofSeconds(1))).isGreaterThan(10_000_000);
    assertThat(transfer.client().violations()).isEmpty();
  }

  @Test
  void afterALongPartitionASenderGivesUpAndOverQuicTheReceiverToo() throws TransportException {
    SimTransfer tcp = SimTransfer.connect(world, TransportKind.TCP, "alice", "bob", PORT).start();
    SimTransfer quic = SimTransfer.connect(world, TransportKind.QUIC, "alice", "bob", PORT).start();
    network.isolate("bob");
    world.runFor(ofSeconds(60));
    assertThat(tcp.client().isClosed()).isTrue();
    assertThat(tcp.server().isClosed()).as("TCP without traffic notices nothing").isFalse();
    assertThat(quic.client().isClosed()).isTrue();
    assertThat(quic.server().isClosed()).isTrue();
    assertThat(quic.server().cause())
        .extracting(TransportException::reason)
        .isEqualTo(Reason.BROKEN);
  }

  @Test
  void whoeverSendsToARestartedHostIsReset() throws TransportException {
    SimTransfer transfer =
        SimTransfer.connect(world, TransportKind.TCP, "alice", "bob", PORT).start();
    network.existing("bob").crash();
    network.existing("bob").restart();
    world.runUntil(() -> transfer.client().isClosed(), ofSeconds(1));
    assertThat(transfer.client().cause())
        .extracting(TransportException::reason)
        .isEqualTo(Reason.BROKEN);
  }

  @Test
  void aCrashedHostIsToldNothing() throws TransportException {
    SimTransfer transfer =
        SimTransfer.connect(world, TransportKind.QUIC, "alice", "bob", PORT).start();
    network.existing("alice").crash();
    world.runFor(ofSeconds(60));
    assertThat(transfer.client().isClosed()).isFalse();
    assertThat(transfer.sending().isClosed()).isFalse();
    assertThat(transfer.server().isClosed()).isTrue();
  }

  @Test
  void aReaderWithoutCreditLeavesNoMoreThanAWindowAndAQueueInMemory() throws TransportException {
    SimTransport server = SimTransfer.transport(world, "bob", TransportKind.QUIC);
    InetSocketAddress address = server.host().address(PORT);
    server.listen(address, c -> new RecordingConnection(0)).join();
    SimTransport client = SimTransfer.transport(world, "alice", TransportKind.QUIC);
    RecordingStream stream = new RecordingStream();
    stream.attach(dial(client, address).openStream(stream));
    PatternWriter writer = new PatternWriter(stream, 1, Long.MAX_VALUE, 10_000);
    for (int i = 0; i < 100; i++) {
      writer.step();
      world.runFor(ofSeconds(1));
    }
    TransportSettings settings = TransportSettings.defaults();
    long bound = settings.streamWindowBytes() + settings.sendQueueBytes();
    assertThat(writer.isBlocked()).isTrue();
    assertThat(writer.writtenBytes()).isBetween(bound, bound + 10_000);
  }

  @Test
  void aWriterThatIgnoresWhatItIsToldIsABug() throws TransportException {
    SimTransfer transfer = connect("alice", "bob", PORT);
    RecordingStream stream = transfer.client().open();
    network.isolate("bob");
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                stream.stream().write(ByteBuffer.allocate(1 << 20));
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not writable");
  }

  private SimTransfer connect(String from, String to, int port) {
    return SimTransfer.connect(world, TransportKind.TCP, from, to, port);
  }

  private Connection dial(SimTransport transport, InetSocketAddress address) {
    CompletableFuture<Connection> dial =
        transport.dial(address, ofSeconds(5), new RecordingConnection(0));
    world.runUntil(dial::isDone, ofSeconds(5));
    return dial.join();
  }

  private Reason reason(CompletableFuture<Connection> dial) {
    world.runUntil(dial::isDone, ofSeconds(10));
    return ((TransportException) dial.handle((c, failure) -> failure).join()).reason();
  }

  private static InetSocketAddress nobody() {
    return new InetSocketAddress("203.0.113.1", PORT);
  }

  private static Transport.Acceptor accepting(List<Connection> connections) {
    return connection -> {
      connections.add(connection);
      return new RecordingConnection(0);
    };
  }

  private static LinkProfile rate(long mbit) {
    return mbit == 0 ? LinkProfile.IDEAL : LinkProfile.IDEAL.withRate(mbit * 1_000_000);
  }
}
