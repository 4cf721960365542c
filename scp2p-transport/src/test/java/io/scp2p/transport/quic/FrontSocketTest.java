package io.scp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.transport.admission.Admission;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The front sockets and the shared socket behind them, on a port that fails when told to. */
class FrontSocketTest {
  private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.9", 4_433);
  private static final long CLIENT_ID = 0x1122334455667788L;

  private final FailingPort port = new FailingPort();
  private final SharedSocket shared;
  private final QuicThreads threads = new QuicThreads();

  FrontSocketTest() {
    TransportSettings settings = TransportSettings.defaults();
    shared =
        new SharedSocket(
            port, new ServerGate(new Admission(settings), settings), TimeSource.system());
    shared.start(threads);
  }

  @AfterEach
  void end() {
    shared.close();
    assertThat(threads.awaitNone(System.nanoTime() + TimeUnit.SECONDS.toNanos(20))).isTrue();
  }

  @Test
  void anErrorOfTheSystemWhileReceivingIsNotPassedOn() throws IOException {
    FrontSocket front = clientWithId();
    port.failures.set(25);
    await(() -> port.failures.get() <= 0);
    port.arrive(shortPacketForClient(7));
    assertThat(receive(front).getLength()).isEqualTo(9 + 7);
    assertThat(shared.counters().snapshot().errors()).isGreaterThanOrEqualTo(25);
  }

  @Test
  void anErrorOfTheSystemWhileSendingIsNotPassedOnButRemembered() {
    FrontSocket front = shared.openClient(() -> {});
    port.failSends = true;
    front.send(longPacketFromClient());
    assertThat(front.lastSendFailure()).hasMessage("no route");
    port.failSends = false;
    front.send(longPacketFromClient());
    assertThat(front.lastSendFailure()).isNull();
    assertThat(port.sent).hasSize(1);
  }

  @Test
  void anInterruptOnlyMakesTheLibraryLookAgain() {
    FrontSocket front = clientWithId();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> receive(front)).isInstanceOf(SocketTimeoutException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void closingWakesWhoeverReceivesAndTellsOnce() throws Exception {
    AtomicInteger told = new AtomicInteger();
    FrontSocket front = shared.openClient(told::incrementAndGet);
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    Thread receiving =
        new Thread(
            () -> {
              try {
                receive(front);
              } catch (IOException e) {
                thrown.add(e);
              }
            });
    receiving.start();
    await(() -> receiving.getState() == Thread.State.WAITING);
    front.close();
    front.close();
    receiving.join(20_000);
    assertThat(thrown).singleElement().isInstanceOf(SocketException.class);
    assertThat(told).hasValue(1);
    assertThat(front.isClosed()).isTrue();
    front.send(longPacketFromClient());
    assertThat(port.sent).isEmpty();
  }

  @Test
  void noMorePacketsAreHeldThanTheQueueHasRoomFor() {
    clientWithId();
    int sent = QuicLimits.CLIENT_QUEUE_DATAGRAMS + 10;
    for (int i = 0; i < sent; i++) {
      port.arrive(shortPacketForClient(1));
    }
    await(() -> shared.counters().snapshot().receivedDatagrams() == sent);
    await(() -> shared.counters().snapshot().droppedDatagrams() == 10);
  }

  @Test
  void packetsForAnUnknownConnectionAreDroppedWhileNobodyListens() {
    port.arrive(shortPacketForClient(1));
    await(() -> shared.counters().snapshot().droppedDatagrams() == 1);
    FrontSocket front = clientWithId();
    front.close();
    port.arrive(shortPacketForClient(1));
    await(() -> shared.counters().snapshot().droppedDatagrams() == 2);
    assertThat(shared.hasClients()).isFalse();
  }

  @Test
  void packetsThatAreTooLargeOrEmptyAreDropped() {
    clientWithId();
    port.arrive(new byte[0]);
    port.arrive(shortPacketForClient(QuicLimits.MAX_DATAGRAM_BYTES));
    await(() -> shared.counters().snapshot().droppedDatagrams() == 2);
  }

  @Test
  void whatIsNotQuicGoesToItsHandlerAndABugOfItsEndsNothing() throws IOException {
    FrontSocket front = clientWithId();
    List<Integer> lengths = new CopyOnWriteArrayList<>();
    shared.receiver(
        (from, packet) -> {
          assertThat(from).isEqualTo(PEER);
          lengths.add(packet.remaining());
          throw new IllegalStateException("a bug");
        });
    List<LogRecord> said = new CopyOnWriteArrayList<>();
    Logger log = Logger.getLogger(SharedSocket.class.getName());
    Handler handler = listing(said);
    log.addHandler(handler);
    try {
      port.arrive(new byte[] {0, 1, 0, 0, 0x21});
      port.arrive(new byte[] {0x3f, 1});
      await(() -> lengths.size() == 2 && shared.counters().snapshot().droppedDatagrams() == 2);
    } finally {
      log.removeHandler(handler);
    }
    assertThat(lengths).containsExactly(5, 2);
    assertThat(said).singleElement().matches(record -> record.getLevel().equals(Level.SEVERE));
    port.arrive(shortPacketForClient(3));
    assertThat(receive(front).getSocketAddress()).isEqualTo(PEER);
  }

  @Test
  void whatWouldPassForQuicIsNotSentAsSomethingElse() throws IOException {
    assertThatThrownBy(() -> shared.send(PEER, ByteBuffer.wrap(new byte[] {0x40})))
        .isInstanceOf(IllegalArgumentException.class);
    shared.send(PEER, ByteBuffer.wrap(new byte[] {9, 0, 1}, 1, 2));
    assertThat(port.sent).containsExactly(2);
  }

  private static Handler listing(List<LogRecord> said) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        if (record.getThrown() != null && "a bug".equals(record.getThrown().getMessage())) {
          said.add(record);
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  private FrontSocket clientWithId() {
    FrontSocket front = shared.openClient(() -> {});
    front.send(longPacketFromClient());
    port.sent.clear();
    return front;
  }

  private static DatagramPacket longPacketFromClient() {
    byte[] bytes = new byte[1_200];
    ByteBuffer.wrap(bytes)
        .put((byte) 0xc0)
        .putInt(1)
        .put((byte) 8)
        .putLong(99)
        .put((byte) 8)
        .putLong(CLIENT_ID);
    return new DatagramPacket(bytes, bytes.length, PEER);
  }

  private static byte[] shortPacketForClient(int payload) {
    return ByteBuffer.allocate(9 + payload).put((byte) 0x41).putLong(CLIENT_ID).array();
  }

  private static DatagramPacket receive(FrontSocket front) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[1], 1);
    front.receive(packet);
    return packet;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("it takes too long").isNegative();
      LockSupport.parkNanos(100_000);
    }
  }

  /** A port of which the test says what comes and what fails. */
  private static final class FailingPort implements DatagramPort {
    private final Queue<byte[]> arriving = new ConcurrentLinkedQueue<>();
    private final List<Integer> sent = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean failSends;
    private volatile boolean closed;

    void arrive(byte[] packet) {
      arriving.add(packet);
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
      while (arriving.isEmpty()) {
        if (closed) {
          throw new SocketException("closed");
        }
        if (failures.getAndDecrement() > 0) {
          throw new IOException("the system is out of sorts");
        }
        LockSupport.parkNanos(50_000);
      }
      byte[] next = arriving.remove();
      int length = Math.min(next.length, packet.getData().length);
      System.arraycopy(next, 0, packet.getData(), 0, length);
      packet.setLength(length);
      packet.setSocketAddress(PEER);
    }

    @Override
    public void send(DatagramPacket packet) throws IOException {
      if (failSends) {
        throw new IOException("no route");
      }
      sent.add(packet.getLength());
    }

    @Override
    public InetSocketAddress local() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
