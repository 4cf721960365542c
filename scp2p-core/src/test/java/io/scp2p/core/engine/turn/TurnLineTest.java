package io.scp2p.core.engine.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.contract.Waiter;
import io.scp2p.core.wire.Bytes;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** With servers that misbehave; the real one is in {@code RealTurnServerIT}. */
class TurnLineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Bytes MESSAGE = Bytes.wrap(new byte[64 * 1024]);

  private final CountDownLatch connected = new CountDownLatch(1);
  private final CountDownLatch broken = new CountDownLatch(1);
  private final AtomicInteger received = new AtomicInteger();
  private final TurnLine.Listener listener =
      new TurnLine.Listener() {
        @Override
        public void connected() {
          connected.countDown();
        }

        @Override
        public void received(Bytes message) {
          received.incrementAndGet();
        }

        @Override
        public void broken() {
          broken.countDown();
        }
      };

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @Test
  void whatAServerDoesNotTakeIsDroppedAndNotKept() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TurnLine line = new TurnLine(loopback(deaf.getLocalPort()), true, listener)) {
      assertThat(connected.await(60, TimeUnit.SECONDS)).isTrue();

      boolean dropped =
          Waiter.realTime()
              .await(
                  () -> {
                    line.send(MESSAGE);
                    return line.dropped() > 0;
                  },
                  PATIENCE);

      assertThat(dropped).isTrue();
      assertThat(line.waitingBytes()).isLessThanOrEqualTo(TurnLine.MAX_WAITING_BYTES);
    }
    assertThat(broken.await(60, TimeUnit.SECONDS)).as("its end is told").isTrue();
  }

  @Test
  void moreThanOneTurnOfDatagramsIsReadInSeveral() throws Exception {
    try (DatagramSocket server = new DatagramSocket(loopback(0));
        TurnLine line = new TurnLine(loopback(server.getLocalPort()), false, listener)) {
      line.send(Bytes.parse("00"));
      DatagramPacket first = new DatagramPacket(new byte[10], 10);
      server.setSoTimeout((int) PATIENCE.toMillis());
      server.receive(first);
      int count = TurnLine.MAX_READS + 10;
      for (int i = 0; i < count; i++) {
        server.send(new DatagramPacket(new byte[] {0}, 1, first.getSocketAddress()));
      }

      assertThat(Waiter.realTime().await(() -> received.get() == count, PATIENCE))
          .as("%s of %s", received, count)
          .isTrue();
    }
  }

  @Test
  void aServerThatIsNotThereIsToldAsBroken() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    try (TurnLine line = new TurnLine(loopback(port), true, listener)) {
      assertThat(broken.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(line.dropped()).isZero();
    }
  }
}
