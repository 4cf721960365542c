package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.sim.SimHost;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimTransport;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.frame.FrameEncoder;
import io.scp2p.core.wire.record.HelloOffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node holds for peers who send what they do not finish, or ask and do not read. */
class HeldBytesTest {
  private static final long LIMIT_BYTES = 8L << 20;
  private static final int LARGE_BYTES = 512 << 10;

  /** Plain v1, so that nobody pings into a frame that this test writes by hand. */
  private static final @Nullable HelloOffer NO_PINGS = null;

  private final SimWorld world = SimWorld.seeded(20_261_121);
  private final List<Tap> taps = new ArrayList<>();
  private TestNode server;
  private long mostHeldBytes;
  private long mostPartialBytes;
  private int hosts;

  @BeforeEach
  void listen() {
    SimHost host = world.network().host("server");
    server = node(host, SimTransport.on(host, TransportKind.TCP, TransportSettings.defaults()));
    server.sessions.holdingAtMost(LIMIT_BYTES);
    server.address =
        server.sessions.listen(server.transport, host.address(0)).toCompletableFuture().join();
    world.invariant(
        "what is held is measured",
        50,
        () -> {
          mostHeldBytes = Math.max(mostHeldBytes, heldBytes());
          mostPartialBytes = Math.max(mostPartialBytes, partialBytes());
          return true;
        });
  }

  private TestNode node(SimHost host, io.scp2p.api.spi.Transport transport) {
    return node(host, transport, SessionContract.OFFER);
  }

  private TestNode node(
      SimHost host, io.scp2p.api.spi.Transport transport, @Nullable HelloOffer offer) {
    return new TestNode(new SimLoop(host), transport, world.entropy(host.name()), offer);
  }

  private TestNode client(@Nullable HelloOffer offer) {
    SimHost host = world.network().host("client " + hosts++);
    Tap tap = new Tap(SimTransport.on(host, TransportKind.TCP, TransportSettings.defaults()));
    taps.add(tap);
    return node(host, tap, offer);
  }

  /** In batches: the transport lets only so many shake hands at once. */
  private List<TestNode> connected(int count, @Nullable HelloOffer offer) {
    List<TestNode> clients = new ArrayList<>();
    while (clients.size() < count) {
      int before = server.established.size();
      int batch = Math.min(200, count - clients.size());
      for (int i = 0; i < batch; i++) {
        TestNode client = client(offer);
        clients.add(client);
        CompletableFuture<PeerSession> unused =
            client.sessions.dial(
                client.transport, server.address, Duration.ofSeconds(60), null, false);
      }
      world.runUntil(() -> server.established.size() == before + batch, Duration.ofSeconds(60));
    }
    return clients;
  }

  private long heldBytes() {
    return server.sessions.intake().budget().heldBytes();
  }

  private long partialBytes() {
    return server.established.stream().mapToLong(PeerSession::partialBytes).sum();
  }

  /** A frame of the largest size, and then only the first bytes of its body. */
  private static void beginFrame(Tap tap, int bodyBytes) {
    ByteBuffer start = ByteBuffer.allocate(4 + bodyBytes);
    tap.streams().get(0).write(start.putInt(0, WireLimits.ENVELOPE_FRAME_BYTES));
  }

  private SessionContract.Answer ask(TestNode client, int type, int bytes) {
    return ask(client, client.established.get(0), type, bytes);
  }

  private static SessionContract.Answer ask(
      TestNode asking, PeerSession session, int type, int bytes) {
    SessionContract.Answer answer = new SessionContract.Answer();
    Bytes payload = Bytes.wrap(new byte[bytes]);
    asking.loop.post(
        () -> session.ask(type, TestNode.ECHOED, out -> out.raw(payload), bytes, answer));
    return answer;
  }

  @Test
  void framesThatAreOnlyAnnouncedTakeNoRoom() {
    connected(300, SessionContract.OFFER);
    taps.forEach(tap -> beginFrame(tap, 1_000));
    world.runFor(Duration.ofSeconds(5));
    assertThat(mostHeldBytes).isZero();
    assertThat(partialBytes()).isBetween(300L * 1_000, 300L * 2_000);
  }

  @Test
  void aThousandFramesBegunAndNotFinishedStayWithinTheBudget() {
    connected(1_000, NO_PINGS);
    List<TestNode> honest = connected(1, SessionContract.OFFER);
    taps.subList(0, 1_000).forEach(tap -> beginFrame(tap, 100_000));
    world.runFor(Duration.ofSeconds(1));
    assertThat(heldBytes()).as("the budget is in use").isGreaterThan(LIMIT_BYTES / 2);

    SessionContract.Answer small = ask(honest.get(0), TestNode.ECHO, 100);
    SessionContract.Answer large = ask(honest.get(0), TestNode.ECHO, LARGE_BYTES);
    world.runUntil(small::isOver, Duration.ofSeconds(1));
    assertThat(small.envelope).as("small requests never wait").isNotNull();
    assertThat(large.isOver()).isFalse();
    world.runFor(Duration.ofSeconds(20));

    assertThat(mostHeldBytes).isLessThanOrEqualTo(LIMIT_BYTES);
    assertThat(mostPartialBytes)
        .isLessThanOrEqualTo(LIMIT_BYTES + 1_001L * 3 * ReceiveBudget.FREE_BYTES);
    assertThat(server.closed).as("who blocks others has to go").contains(SessionFailure.DEAD);
  }

  @Test
  void aLargeFrameGetsThroughThoughOthersHaveBegunTheirsFirst() {
    connected(8, NO_PINGS);
    List<TestNode> honest = connected(1, SessionContract.OFFER);
    taps.subList(0, 8).forEach(tap -> beginFrame(tap, 100_000));
    world.runFor(Duration.ofSeconds(1));
    SessionContract.Answer large = ask(honest.get(0), TestNode.ECHO, LARGE_BYTES);
    world.runUntil(large::isOver, Duration.ofSeconds(60));
    assertThat(large.failure).isNull();
    assertThat(large.envelope.payload().size()).isEqualTo(LARGE_BYTES);
  }

  @Test
  void whatWasAskedForComesAtOnceThoughAThousandOthersHaveBegunTheirs() {
    connected(1_000, NO_PINGS);
    TestNode honest = connected(1, SessionContract.OFFER).get(0);
    taps.subList(0, 1_000).forEach(tap -> beginFrame(tap, 100_000));
    world.runFor(Duration.ofSeconds(1));
    PeerSession session =
        server.established.stream()
            .filter(one -> one.peer().key().equals(honest.key.nodeKey()))
            .findFirst()
            .orElseThrow();
    SessionContract.Answer large = ask(server, session, TestNode.ECHO, LARGE_BYTES);
    world.runUntil(large::isOver, Duration.ofSeconds(1));
    assertThat(large.failure).isNull();
    assertThat(large.envelope.payload().size()).isEqualTo(LARGE_BYTES);
  }

  @Test
  void withoutOthersWhoWaitASlowFrameMayTakeItsTime() throws WireException {
    connected(1, NO_PINGS);
    ByteBuffer frame =
        FrameEncoder.request(
            TestNode.IGNORED, 7, out -> out.raw(Bytes.wrap(new byte[LARGE_BYTES])));
    ByteStreamInPieces slow = new ByteStreamInPieces(frame, 50_000);
    while (slow.writeNext(taps.get(0))) {
      world.runFor(Duration.ofSeconds(5));
    }
    world.runFor(Duration.ofSeconds(5));
    assertThat(server.closed).isEmpty();
    assertThat(server.served).isEqualTo(1);
    assertThat(partialBytes()).isZero();
  }

  /** Writes a frame piece by piece. */
  private record ByteStreamInPieces(ByteBuffer frame, int pieceBytes) {
    boolean writeNext(Tap tap) {
      int length = Math.min(pieceBytes, frame.remaining());
      tap.streams().get(0).write(frame.slice(frame.position(), length));
      frame.position(frame.position() + length);
      return frame.hasRemaining();
    }
  }

  @Test
  void requestsThatNobodyAnswersAreHeldWithinTheBudget() {
    List<TestNode> clients = connected(10, SessionContract.OFFER);
    for (TestNode client : clients) {
      for (int i = 0; i < 6; i++) {
        ask(client, TestNode.IGNORED, LARGE_BYTES);
      }
    }
    world.runFor(Duration.ofSeconds(5));
    assertThat(mostHeldBytes).isBetween(LIMIT_BYTES / 2, LIMIT_BYTES + LARGE_BYTES);
  }

  @Test
  void aV1PeerThatPipelinesWithoutEndIsReadOnlyAsFarAsItIsAnswered() throws WireException {
    connected(1, NO_PINGS);
    Tap tap = taps.get(0);
    for (int i = 1; i <= 2_000; i++) {
      Bytes payload = Bytes.wrap(new byte[1_000]);
      tap.streams()
          .get(0)
          .write(FrameEncoder.request(TestNode.IGNORED, i, out -> out.raw(payload)));
    }
    world.runFor(Duration.ofSeconds(5));
    assertThat(server.served).as("only so many are worked on at once").isEqualTo(32);
    assertThat(heldBytes()).isLessThan(ReceiveBudget.MAX_SESSION_BYTES);
  }

  @Test
  void whatASessionHeldIsFreeWhenItEnds() {
    List<TestNode> clients = connected(20, SessionContract.OFFER);
    taps.forEach(tap -> beginFrame(tap, 100_000));
    world.runFor(Duration.ofSeconds(1));
    assertThat(heldBytes()).isPositive();
    for (TestNode client : clients) {
      client.loop.post(() -> client.established.get(0).close("done"));
    }
    world.runUntil(() -> server.closed.size() == 20, Duration.ofSeconds(20));
    world.runFor(Duration.ofSeconds(1));
    assertThat(heldBytes()).isZero();
  }

  @Test
  void largeRequestsAndAnswersLeaveNothingHeld() {
    TestNode client = connected(1, SessionContract.OFFER).get(0);
    List<SessionContract.Answer> answers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      answers.add(ask(client, TestNode.ECHO, 100_000 + i));
    }
    world.runUntil(
        () -> answers.stream().allMatch(SessionContract.Answer::isOver), Duration.ofSeconds(60));
    assertThat(answers).allMatch(answer -> answer.envelope != null);
    assertThat(heldBytes()).isZero();
    assertThat(client.sessions.intake().budget().heldBytes()).isZero();
  }
}
