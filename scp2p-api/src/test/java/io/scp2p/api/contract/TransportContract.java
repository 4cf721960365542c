package io.scp2p.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import io.scp2p.api.spi.TransportSettings;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Transport} must do. Besides what each test says, all of them check that every
 * listener is called one call at a time, never after its end, never with more than was granted, and
 * that streams are told of the end before their connection; and that nothing is left when the
 * transports are closed.
 *
 * <p>Where implementations may differ, the contract leaves room: what the other side is told first
 * after an orderly {@link Connection#close} (end of input, or the end), and whether a connection
 * refused for lack of room fails the dial or ends right after it.
 *
 * <p>System properties enlarge it for a long run: {@code scp2p.contract.largeTransferBytes} and
 * {@code scp2p.contract.connects}.
 */
public abstract class TransportContract {
  private static final int PIECE_BYTES = 16 << 10;
  private static final int MANY_STREAMS = 20;
  private static final int GRANTED_BYTES = 256 << 10;

  /** Of dials that may be refused; those that must succeed have all the patience there is. */
  private static final Duration DIAL_TIMEOUT = Duration.ofSeconds(2);

  private static final Duration SHORT_DIAL_TIMEOUT = Duration.ofMillis(400);

  /** Both ways at once, hashed at both ends, over the slowest transport on a busy machine. */
  private static final long SLOWEST_BYTES_PER_SECOND = 2 << 20;

  /** Whatever a writer is not told to stop by: queue, windows and the system's socket buffers. */
  private static final long MOST_BYTES_ON_THE_WAY = 64 << 20;

  private final List<Transport> nodes = new ArrayList<>();
  private final List<RecordingConnection> recordings = new CopyOnWriteArrayList<>();
  private int resourcesBefore;

  /** Makes a transport for a node of its own. The contract closes it. */
  protected abstract Transport newTransport(TransportSettings settings);

  /** Where such a node can listen, with port 0. */
  protected abstract InetSocketAddress listenAddress(Transport transport);

  /** Ends a node as a killed process ends: nothing is closed in order, nobody is told. */
  protected abstract void killAbruptly(Transport transport);

  /** An address at which nobody listens. */
  protected abstract InetSocketAddress closedAddress();

  /** An address at which somebody listens but never answers; freed after the test. */
  protected abstract InetSocketAddress silentAddress();

  /**
   * Connects to a listener and never says anything; closing it hangs up. Empty where a client that
   * has said nothing takes no place.
   */
  protected abstract Optional<AutoCloseable> silentClient(InetSocketAddress server);

  /** How many threads, sockets, connections and timers all transports hold together. */
  protected abstract int liveResources();

  /** How many accepted connections of a node have not done their handshake; empty if unknown. */
  protected OptionalInt pendingHandshakes(Transport transport) {
    return OptionalInt.empty();
  }

  /** How time passes; in real time unless overridden. */
  protected Waiter waiter() {
    return Waiter.realTime();
  }

  /** How long anything may take that must happen. */
  protected Duration patience() {
    return Duration.ofSeconds(20);
  }

  /** After how long something that has not happened is taken not to happen. */
  protected Duration quietTime() {
    return Duration.ofMillis(300);
  }

  /** Why a dial to a closed port may fail. Over UDP nobody need answer. */
  protected Set<Reason> reasonsForClosedPort() {
    return EnumSet.of(Reason.UNREACHABLE);
  }

  /** Bytes each way in the large transfer. */
  protected long largeTransferBytes() {
    return Long.getLong("scp2p.contract.largeTransferBytes", 8L << 20);
  }

  /** How often to connect and close in the test for leaks. */
  protected int connectsAndCloses() {
    return Integer.getInteger("scp2p.contract.connects", 50);
  }

  /** Time limits short enough for a test, and these limits of number. */
  protected static TransportSettings settings(
      int maxConnections, int maxConnectionsPerAddress, int maxPendingHandshakes) {
    return new TransportSettings(
        maxConnections,
        maxConnectionsPerAddress,
        maxPendingHandshakes,
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofMillis(500),
        TransportSettings.DEFAULT_STREAM_WINDOW_BYTES,
        TransportSettings.DEFAULT_SEND_QUEUE_BYTES);
  }

  @BeforeEach
  final void countWhatIsThere() {
    resourcesBefore = liveResources();
  }

  @AfterEach
  final void everyPromiseWasKeptAndNothingIsLeft() {
    nodes.forEach(Transport::close);
    for (RecordingConnection recording : recordings) {
      assertThat(recording.violations()).isEmpty();
    }
    awaitUntil("nothing is left", () -> liveResources() <= resourcesBefore);
  }

  // Connecting.

  @Test
  void bothEndsSeeTheSameConnection() throws TransportException {
    Server server = listen(settings(8, 8, 8));
    Pair pair = connect(server);
    Connection here = pair.client.connection();
    Connection there = pair.server.connection();
    assertThat(here.isInitiator()).isTrue();
    assertThat(there.isInitiator()).isFalse();
    assertThat(here.kind()).isEqualTo(there.kind()).isEqualTo(server.transport.kind());
    assertThat(here.remote()).isEqualTo(server.address);
    assertThat(there.local()).isEqualTo(server.address);
    assertThat(there.remote()).isEqualTo(here.local());
    assertThat(here.maxStreams()).isPositive().isEqualTo(there.maxStreams());
  }

  @Test
  void theBindingIsEqualAtBothEndsAndDiffersBetweenServers() throws TransportException {
    Pair first = connect(listen(settings(8, 8, 8)));
    Pair second = connect(listen(settings(8, 8, 8)));
    byte[] binding = first.client.connection().binding();
    assertThat(binding).hasSize(32).isEqualTo(first.server.connection().binding());
    assertThat(binding).isNotEqualTo(second.client.connection().binding());
    binding[0]++;
    assertThat(first.client.connection().binding()).isNotEqualTo(binding);
  }

  @Test
  void aDialToAClosedPortIsRefused() {
    RecordingConnection unused = new RecordingConnection(0);
    assertThat(failure(node(settings(8, 8, 8)).dial(closedAddress(), DIAL_TIMEOUT, unused)))
        .isIn(reasonsForClosedPort());
    assertThat(unused.isClosed()).as("a dial that failed has no connection to close").isFalse();
  }

  @Test
  void aDialToASilentPortTimesOut() {
    RecordingConnection unused = new RecordingConnection(0);
    assertThat(failure(node(settings(8, 8, 8)).dial(silentAddress(), SHORT_DIAL_TIMEOUT, unused)))
        .isEqualTo(Reason.TIMED_OUT);
    assertThat(unused.isClosed()).as("a dial that failed has no connection to close").isFalse();
  }

  @Test
  void aCancelledDialLeavesNothing() {
    Transport node = node(settings(8, 8, 8));
    InetSocketAddress silent = silentAddress();
    int before = liveResources();
    RecordingConnection unused = new RecordingConnection(0);
    CompletableFuture<Connection> dial =
        node.dial(silent, Duration.ofMinutes(1), unused).toCompletableFuture();
    waiter().await(() -> false, quietTime());
    assertThat(dial).isNotDone();
    dial.cancel(true);
    awaitUntil("the dial is abandoned", () -> liveResources() <= before);
    assertThat(unused.isClosed()).isFalse();
  }

  @Test
  void anAddressCanBeListenedOnOnce() {
    Server server = listen(settings(8, 8, 8));
    assertThat(failure(server.transport.listen(server.address, c -> new RecordingConnection(0))))
        .isEqualTo(Reason.BIND);
  }

  // Streams.

  @Test
  void bytesArriveIntactBothWays() throws TransportException {
    Pair pair = connect(listen(settings(8, 8, 8)));
    transferBothWays(pair, 100_000, 777);
  }

  @Test
  void aLargeTransferRunsBothWaysAtOnce() throws TransportException {
    Pair pair = connect(listen(settings(8, 8, 8)));
    transferBothWays(pair, largeTransferBytes(), 256 << 10);
  }

  @Test
  void manyStreamsDoNotDisturbEachOther() throws TransportException {
    Pair pair = connect(listen(settings(8, 8, 8)));
    assumeTrue(pair.client.connection().maxStreams() > 1, "it has one stream a connection");
    Map<Long, byte[]> digestsBySize = new HashMap<>();
    List<RecordingStream> opened = new ArrayList<>();
    List<PatternWriter> writers = new ArrayList<>();
    for (int i = 0; i < MANY_STREAMS; i++) {
      RecordingConnection opener = i % 2 == 0 ? pair.client : pair.server;
      opened.add(opener.open().keepGranted(GRANTED_BYTES));
      writers.add(new PatternWriter(opened.get(i), i, sizeOf(i), PIECE_BYTES));
    }
    for (PatternWriter writer : writers) {
      awaitUntil("it is written", writer::step);
    }
    for (int i = 0; i < MANY_STREAMS; i++) {
      digestsBySize.put(sizeOf(i), writers.get(i).digest());
      opened.get(i).stream().finish();
    }
    for (RecordingConnection side : List.of(pair.client, pair.server)) {
      awaitUntil("all are accepted", () -> side.accepted().size() == MANY_STREAMS / 2);
      for (RecordingStream stream : side.accepted()) {
        awaitUntil("it has ended", stream::hasInputEnded);
        assertThat(stream.digest()).isEqualTo(digestsBySize.remove(stream.receivedBytes()));
        stream.stream().finish();
      }
    }
    assertThat(digestsBySize).isEmpty();
    awaitUntil("all are closed", () -> opened.stream().allMatch(RecordingStream::isClosed));
    assertThat(opened).allMatch(stream -> stream.cause() == null);
    greet(pair);
  }

  /** Sizes differ, so that each stream is recognised at the other side. */
  private static long sizeOf(int stream) {
    return 50_000 + stream;
  }

  @Test
  void noMoreStreamsAreOpenedThanPromised() throws TransportException {
    Pair pair = connect(listen(settings(8, 8, 8)));
    List<RecordingStream> streams = new ArrayList<>();
    for (int i = 0; i < pair.client.connection().maxStreams(); i++) {
      streams.add(pair.client.open());
    }
    assertThatThrownBy(pair.client::open)
        .isInstanceOfSatisfying(
            TransportException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT));
    assertThat(streams).noneMatch(RecordingStream::isClosed);
  }

  @Test
  void finishingOneWayLeavesTheOtherOpen() throws TransportException {
    Pair pair = connect(listen(settings(8, 8, 8)));
    RecordingStream here = pair.client.open().keepGranted(GRANTED_BYTES);
    PatternWriter request = new PatternWriter(here, 1, 300_000, PIECE_BYTES);
    awaitUntil("the request is written", request::step);
    here.stream().finish();
    RecordingStream there = acceptedStream(pair.server);
    awaitUntil("the request has ended", there::hasInputEnded);
    assertThat(there.digest()).isEqualTo(request.digest());
    assertThat(here.isClosed() || there.isClosed()).isFalse();

    PatternWriter answer = new PatternWriter(there, 2, 300_000, PIECE_BYTES);
    awaitUntil("the answer is written", answer::step);
    there.stream().finish();
    awaitUntil("both ends are closed", () -> here.isClosed() && there.isClosed());
    assertThat(here.hasInputEnded()).isTrue();
    assertThat(here.digest()).isEqualTo(answer.digest());
    assertThat(here.cause()).isNull();
    assertThat(there.cause()).isNull();
  }

  @Test
  void aStreamFinishedWithoutAByteStillEnds() throws TransportException {
    Pair pair = connect(listen(settings(8, 8, 8)));
    RecordingStream here = pair.client.open().keepGranted(GRANTED_BYTES);
    here.stream().finish();
    here.stream().finish();
    RecordingStream there = acceptedStream(pair.server);
    awaitUntil("the end is known", there::hasInputEnded);
    there.stream().finish();
    awaitUntil("both ends are closed", () -> here.isClosed() && there.isClosed());
    assertThat(here.cause()).isNull();
    assertThat(there.cause()).isNull();
  }

  @Test
  void aResetEndsTheStreamOnBothSidesAndNoOther() throws TransportException {
    Pair pair = connect(listen(settings(8, 8, 8)));
    RecordingStream other = null;
    if (pair.client.connection().maxStreams() > 1) {
      other = greet(pair);
    }
    RecordingStream here = greet(pair);
    List<RecordingStream> accepted = pair.server.accepted();
    RecordingStream there = accepted.get(accepted.size() - 1);
    here.stream().reset("no longer wanted");
    here.stream().reset("again");
    awaitUntil("both ends are closed", () -> here.isClosed() && there.isClosed());
    assertThat(reason(here.cause())).isEqualTo(Reason.CLOSED);
    assertThat(there.cause()).isNotNull();
    if (other != null) {
      assertThat(other.isClosed() || accepted.get(0).isClosed()).isFalse();
      long before = accepted.get(0).receivedBytes();
      other.stream().write(ByteBuffer.allocate(10));
      awaitUntil("the other one works", () -> accepted.get(0).receivedBytes() == before + 10);
    }
  }

  @Test
  void callsAfterTheEndAreHarmless() throws TransportException {
    Pair pair = connect(listen(settings(8, 8, 8)));
    RecordingStream here = greet(pair);
    pair.client.connection().close("done");
    awaitUntil("this side is closed", pair.client::isClosed);
    assertThat(here.stream().write(ByteBuffer.allocate(1))).isFalse();
    here.stream().request(1);
    here.stream().finish();
    here.stream().reset("late");
    pair.client.connection().close("again");
    assertThatThrownBy(pair.client::open).isInstanceOf(TransportException.class);
  }

  // Flow.

  @Test
  void nothingIsDeliveredBeyondTheCredit() throws TransportException {
    Pair pair = connect(listen(settings(8, 8, 8)), 0);
    RecordingStream here = pair.client.open();
    PatternWriter writer = new PatternWriter(here, 3, 100_000, PIECE_BYTES);
    awaitUntil("all is written", writer::step);
    here.stream().finish();
    RecordingStream there = acceptedStream(pair.server);
    waiter().await(() -> false, quietTime());
    assertThat(there.receivedBytes()).isZero();
    long granted = 0;
    for (long credit : new long[] {1, 10, 4_096, 50_000}) {
      there.grant(credit);
      granted += credit;
      long expected = granted;
      awaitUntil("the credit is used", () -> there.receivedBytes() == expected);
    }
    waiter().await(() -> false, quietTime());
    assertThat(there.receivedBytes()).isEqualTo(granted);
    assertThat(there.hasInputEnded()).isFalse();
    there.grant(Long.MAX_VALUE / 2);
    there.stream().request(Long.MAX_VALUE);
    awaitUntil("the rest has come", there::hasInputEnded);
    assertThat(there.digest()).isEqualTo(writer.digest());
  }

  @Test
  void aReaderWithoutCreditStopsTheWriterAndNothingIsLost() throws TransportException {
    Pair pair = connect(listen(settings(8, 8, 8)), 0);
    RecordingStream here = pair.client.open();
    PatternWriter writer = new PatternWriter(here, 4, MOST_BYTES_ON_THE_WAY, PIECE_BYTES);
    boolean moving = true;
    while (moving) {
      assertThat(writer.step()).as("somebody stops the writer").isFalse();
      moving = waiter().await(() -> !writer.isBlocked(), quietTime());
    }
    RecordingStream there = acceptedStream(pair.server);
    assertThat(there.receivedBytes()).isZero();
    there.keepGranted(GRANTED_BYTES);
    awaitUntil("the writer may go on", () -> !writer.isBlocked());
    awaitUntil("the rest is written", writer::step);
    here.stream().finish();
    awaitUntil("all has arrived", there::hasInputEnded);
    assertThat(there.receivedBytes()).isEqualTo(writer.writtenBytes());
    assertThat(there.digest()).isEqualTo(writer.digest());
  }

  // Ends.

  @Test
  void theDeathOfTheAcceptingSideIsToldOnce() throws TransportException {
    Server server = listen(settings(8, 8, 8));
    Pair pair = connect(server);
    RecordingStream here = greet(pair);
    killAbruptly(server.transport);
    here.stream().write(ByteBuffer.allocate(10));
    awaitUntil("the other side is told", pair.client::isClosed);
    assertThat(reason(here.cause())).isEqualTo(Reason.BROKEN);
    assertThat(reason(pair.client.cause())).isEqualTo(Reason.BROKEN);
  }

  @Test
  void theDeathOfTheDiallingSideIsToldOnce() throws TransportException {
    Pair pair = connect(listen(settings(8, 8, 8)));
    greet(pair);
    RecordingStream there = pair.server.accepted().get(0);
    killAbruptly(pair.dialler);
    there.stream().write(ByteBuffer.allocate(10));
    awaitUntil("the other side is told", pair.server::isClosed);
    assertThat(reason(there.cause())).isEqualTo(Reason.BROKEN);
    assertThat(reason(pair.server.cause())).isEqualTo(Reason.BROKEN);
  }

  @Test
  void anOrderlyCloseIsNoError() throws TransportException {
    Pair pair = connect(listen(settings(8, 8, 8)));
    greet(pair);
    RecordingStream there = pair.server.accepted().get(0);
    pair.client.connection().close("done");
    pair.client.connection().close("again");
    awaitUntil("this side is closed", pair.client::isClosed);
    assertThat(pair.client.cause()).isNull();
    awaitUntil("the other side knows", () -> there.hasInputEnded() || there.isClosed());
    pair.server.connection().close("done too");
    awaitUntil("the other side is closed", pair.server::isClosed);
    assertThat(pair.server.cause()).isNull();
  }

  @Test
  void closingATransportEndsEverythingOnIt() throws TransportException {
    Server server = listen(settings(8, 8, 8));
    Pair pair = connect(server);
    greet(pair);
    CompletionStage<Connection> pending =
        pair.dialler.dial(silentAddress(), Duration.ofMinutes(1), new RecordingConnection(0));
    pair.dialler.close();
    pair.dialler.close();
    awaitUntil("the connection is closed", pair.client::isClosed);
    assertThat(failure(pending)).isEqualTo(Reason.CLOSED);
    assertThat(failure(pair.dialler.dial(server.address, DIAL_TIMEOUT, pair.client)))
        .isEqualTo(Reason.CLOSED);
    assertThat(failure(pair.dialler.listen(listenAddress(pair.dialler), c -> pair.client)))
        .isEqualTo(Reason.CLOSED);

    server.transport.close();
    awaitUntil("the other end is closed", pair.server::isClosed);
    Transport third = node(settings(8, 8, 8));
    assertThat(failure(third.dial(server.address, DIAL_TIMEOUT, new RecordingConnection(0))))
        .isIn(reasonsForClosedPort());
  }

  @Test
  void connectingAndClosingManyTimesLeavesNothing() throws TransportException {
    Server server = listen(settings(8, 8, 8));
    Transport dialler = node(settings(8, 8, 8));
    closeBothEnds(connect(server, dialler, GRANTED_BYTES)); // What is made once is there now.
    int before = liveResources();
    for (int i = 0; i < connectsAndCloses(); i++) {
      Pair pair = connect(server, dialler, GRANTED_BYTES);
      greet(pair);
      closeBothEnds(pair);
      assertThat(pair.client.violations()).isEmpty();
      assertThat(pair.server.violations()).isEmpty();
      recordings.remove(pair.client);
      recordings.remove(pair.server);
      server.accepted.remove(pair.server);
    }
    awaitUntil("nothing is left", () -> liveResources() <= before);
  }

  // Limits.

  @Test
  void noMoreConnectionsAreAcceptedThanAllowed() throws TransportException {
    atMostTwoAreAccepted(settings(2, 8, 8));
  }

  @Test
  void noMoreConnectionsAreAcceptedFromOneAddressThanAllowed() throws TransportException {
    atMostTwoAreAccepted(settings(8, 2, 8));
  }

  @Test
  void noMoreConnectionsAreDialledThanAllowed() throws TransportException {
    Server server = listen(settings(8, 8, 8));
    Transport dialler = node(settings(1, 1, 8));
    Pair first = connect(server, dialler, GRANTED_BYTES);
    RecordingConnection unused = new RecordingConnection(0);
    assertThat(failure(dialler.dial(server.address, DIAL_TIMEOUT, unused))).isEqualTo(Reason.LIMIT);
    closeBothEnds(first);
    greet(connect(server, dialler, GRANTED_BYTES));
  }

  @Test
  void silentClientsDoNotKeepAListenerFromAccepting() throws Exception {
    Server server = listen(settings(8, 8, 2));
    List<AutoCloseable> silent = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      silentClient(server.address).ifPresent(silent::add);
    }
    assumeTrue(!silent.isEmpty(), "a silent client takes no place in this transport");
    assertThat(waiter().await(() -> pendingHandshakes(server.transport).orElse(0) > 2, quietTime()))
        .as("more silent clients than places are held")
        .isFalse();
    // Their places are free again after the handshake timeout at the latest.
    Transport dialler = node(settings(8, 8, 8));
    List<CompletableFuture<Connection>> dials = new ArrayList<>();
    awaitUntil("an honest client gets through", () -> redial(server, dialler, dials));
    for (AutoCloseable client : silent) {
      client.close();
    }
  }

  private void atMostTwoAreAccepted(TransportSettings limited) throws TransportException {
    Server server = listen(limited);
    Transport dialler = node(settings(8, 8, 8));
    Pair first = connect(server, dialler, GRANTED_BYTES);
    Pair second = connect(server, dialler, GRANTED_BYTES);
    RecordingConnection third = recording(GRANTED_BYTES);
    CompletableFuture<Connection> dial =
        dialler.dial(server.address, DIAL_TIMEOUT, third).toCompletableFuture();
    awaitUntil("it is refused", () -> dial.isCompletedExceptionally() || third.isClosed());
    assertThat(server.accepted).hasSize(2);
    greet(second);
    closeBothEnds(first);
    greet(connect(server, dialler, GRANTED_BYTES));
  }

  /** Dials again whenever a dial failed; true once one has succeeded. */
  private boolean redial(
      Server server, Transport dialler, List<CompletableFuture<Connection>> dials) {
    if (!dials.isEmpty() && !dials.get(dials.size() - 1).isDone()) {
      return false;
    }
    if (!server.accepted.isEmpty()) {
      return true;
    }
    RecordingConnection unused = new RecordingConnection(0);
    dials.add(dialler.dial(server.address, DIAL_TIMEOUT, unused).toCompletableFuture());
    return false;
  }

  // Listeners that throw.

  /** Whether what a listener throws is kept from everybody else, rather than ending the test. */
  protected boolean bearsListenersThatThrow() {
    return true;
  }

  @Test
  void anAcceptorThatThrowsLeavesNoConnection() throws TransportException {
    assumeTrue(bearsListenersThatThrow());
    Server server = new Server(node(settings(8, 8, 8)));
    server.acceptor =
        connection -> {
          throw new IllegalStateException("thrown by the test");
        };
    listen(server);
    Transport dialler = node(settings(8, 8, 8));
    RecordingConnection refused = recording(GRANTED_BYTES);
    CompletableFuture<Connection> dial =
        dialler.dial(server.address, DIAL_TIMEOUT, refused).toCompletableFuture();
    awaitUntil("it is refused", () -> dial.isCompletedExceptionally() || refused.isClosed());
    server.acceptor = server::accept;
    greet(connect(server, dialler, GRANTED_BYTES));
  }

  @Test
  void aStreamWhoseListenerThrowsEndsAndHearsNothingTwice() {
    assumeTrue(bearsListenersThatThrow());
    ThrowingEnd thrower = new ThrowingEnd();
    RecordingStream here = connectTo(thrower);
    here.stream().write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
    awaitUntil("the stream is accepted", () -> thrower.stream() != null);
    ByteStream there = Objects.requireNonNull(thrower.stream());
    there.request(1);
    awaitUntil("it has come", () -> thrower.heard().size() == 1);
    there.request(1);
    awaitUntil("it has come", () -> thrower.heard().size() > 1);
    there.request(1);
    awaitUntil("both ends are closed", () -> thrower.streamEnds() == 1 && here.isClosed());
    assertThat(thrower.heard()).containsExactly((byte) 1, (byte) 2);
  }

  @Test
  void aListenerThatThrowsAtTheEndKeepsItFromNobody() {
    assumeTrue(bearsListenersThatThrow());
    ThrowingEnd thrower = new ThrowingEnd();
    RecordingStream here = connectTo(thrower);
    here.stream().write(ByteBuffer.allocate(1));
    awaitUntil("the stream is accepted", () -> thrower.stream() != null);
    here.stream().connection().close("done");
    Objects.requireNonNull(thrower.stream()).connection().close("done too");
    awaitUntil("the stream knows", () -> thrower.streamEnds() == 1);
    awaitUntil("the connection knows", () -> thrower.connectionEnds() == 1);
  }

  /** A stream to a listener that is not watched as the others are. */
  private RecordingStream connectTo(ConnectionListener there) {
    Server server = new Server(node(settings(8, 8, 8)));
    server.acceptor = connection -> there;
    listen(server);
    RecordingConnection side = recording(GRANTED_BYTES);
    side.attach(result(node(settings(8, 8, 8)).dial(server.address, patience(), side)));
    try {
      return side.open().keepGranted(GRANTED_BYTES);
    } catch (TransportException e) {
      throw new AssertionError(e);
    }
  }

  // What the tests are made of.

  private void transferBothWays(Pair pair, long bytes, int pieceBytes) throws TransportException {
    RecordingStream here = pair.client.open().keepGranted(GRANTED_BYTES);
    PatternWriter up = new PatternWriter(here, 5, bytes, pieceBytes);
    up.step();
    RecordingStream there = acceptedStream(pair.server);
    PatternWriter down = new PatternWriter(there, 6, bytes, pieceBytes);
    Duration limit = patience().plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
    awaitUntil("all is written", () -> up.step() & down.step(), limit);
    here.stream().finish();
    there.stream().finish();
    awaitUntil("both ends are closed", () -> here.isClosed() && there.isClosed(), limit);
    assertThat(there.receivedBytes()).isEqualTo(bytes);
    assertThat(there.digest()).isEqualTo(up.digest());
    assertThat(here.digest()).isEqualTo(down.digest());
    assertThat(here.cause()).isNull();
    assertThat(there.cause()).isNull();
  }

  /** Opens a stream and exchanges a few bytes, so that both sides know it. */
  private RecordingStream greet(Pair pair) throws TransportException {
    // Where there is one stream, the accepting side may know it before it is opened.
    boolean several = pair.client.connection().maxStreams() > 1;
    int before = several ? pair.server.accepted().size() : 0;
    RecordingStream here = pair.client.open().keepGranted(GRANTED_BYTES);
    here.stream().write(ByteBuffer.allocate(5));
    awaitUntil("the stream is accepted", () -> pair.server.accepted().size() > before);
    RecordingStream there = pair.server.accepted().get(before);
    awaitUntil("the greeting arrives", () -> there.receivedBytes() == 5);
    there.stream().write(ByteBuffer.allocate(7));
    awaitUntil("the answer arrives", () -> here.receivedBytes() == 7);
    return here;
  }

  private void closeBothEnds(Pair pair) {
    pair.client.connection().close("done");
    pair.server.connection().close("done");
    awaitUntil("both are closed", () -> pair.client.isClosed() && pair.server.isClosed());
  }

  private RecordingStream acceptedStream(RecordingConnection side) {
    awaitUntil("the stream is accepted", () -> !side.accepted().isEmpty());
    return side.accepted().get(0);
  }

  private Transport node(TransportSettings settings) {
    Transport node = newTransport(settings);
    nodes.add(node);
    return node;
  }

  private Server listen(TransportSettings settings) {
    return listen(new Server(node(settings)));
  }

  private Server listen(Server server) {
    server.address =
        result(
            server.transport.listen(
                listenAddress(server.transport),
                connection -> server.acceptor.accepted(connection)));
    return server;
  }

  private Pair connect(Server server) {
    return connect(server, GRANTED_BYTES);
  }

  private Pair connect(Server server, long grantedBytes) {
    return connect(server, node(settings(8, 8, 8)), grantedBytes);
  }

  private Pair connect(Server server, Transport dialler, long grantedBytes) {
    server.grantedBytes = grantedBytes;
    int before = server.accepted.size();
    RecordingConnection side = recording(grantedBytes);
    side.attach(result(dialler.dial(server.address, patience(), side)));
    awaitUntil("the connection is accepted", () -> server.accepted.size() > before);
    return new Pair(dialler, side, server.accepted.get(before));
  }

  private RecordingConnection recording(long grantedBytes) {
    RecordingConnection side = new RecordingConnection(grantedBytes);
    recordings.add(side);
    return side;
  }

  /** Lets time pass until the condition holds, and fails if it takes too long. */
  protected final void awaitUntil(String what, BooleanSupplier condition) {
    awaitUntil(what, condition, patience());
  }

  private void awaitUntil(String what, BooleanSupplier condition, Duration limit) {
    assertThat(waiter().await(condition, limit)).as("within %s: %s", limit, what).isTrue();
  }

  private <T> T result(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    awaitUntil("it completes", future::isDone);
    return future.join();
  }

  private Reason failure(CompletionStage<?> stage) {
    CompletableFuture<?> future = stage.toCompletableFuture();
    awaitUntil("it fails", future::isDone);
    try {
      future.join();
    } catch (CompletionException failed) {
      assertThat(failed.getCause()).isInstanceOf(TransportException.class);
      return ((TransportException) failed.getCause()).reason();
    }
    throw new AssertionError("it should have failed");
  }

  private static Reason reason(@Nullable TransportException cause) {
    return Objects.requireNonNull(cause, "no cause was given").reason();
  }

  /** A listening node and what it has accepted. */
  private final class Server {
    private final Transport transport;
    private final List<RecordingConnection> accepted = new CopyOnWriteArrayList<>();
    private InetSocketAddress address = new InetSocketAddress(0);
    private volatile long grantedBytes = GRANTED_BYTES;
    private volatile Transport.Acceptor acceptor = this::accept;

    Server(Transport transport) {
      this.transport = transport;
    }

    private ConnectionListener accept(Connection connection) {
      assertThat(connection.binding()).as("known when it is accepted").hasSize(32);
      RecordingConnection side = recording(grantedBytes).attach(connection);
      accepted.add(side);
      return side;
    }
  }

  private record Pair(Transport dialler, RecordingConnection client, RecordingConnection server) {}
}
