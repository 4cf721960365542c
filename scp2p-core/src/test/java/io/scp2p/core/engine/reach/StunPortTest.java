package io.scp2p.core.engine.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.PacketPort;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes from the reader thread of the port; with the real port in DirectPathIT. */
class StunPortTest {
  private static final InetSocketAddress FROM = new InetSocketAddress("192.0.2.7", 4_000);
  private static final Bytes ID = Bytes.parse("000102030405060708090a0b");

  private final Queue<Runnable> posted = new ArrayDeque<>();
  private final List<StunAddress> heard = new ArrayList<>();
  private final Port port = new Port();
  private final Loop loop =
      new Loop() {
        @Override
        public void post(Runnable action) {
          posted.add(action);
        }

        @Override
        public Timer at(long deadlineNanos, Runnable action) {
          throw new AssertionError("nothing is timed here");
        }

        @Override
        public TimeSource time() {
          return TimeSource.system();
        }
      };

  private static final class Port implements PacketPort {
    private final List<InetSocketAddress> sent = new ArrayList<>();
    private Receiver receiver = (from, packet) -> {};
    private boolean broken;

    @Override
    public void receivePackets(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public void sendPacket(InetSocketAddress to, ByteBuffer packet) throws IOException {
      if (broken) {
        throw new IOException("no way to there");
      }
      sent.add(to);
    }
  }

  private StunPort opened;

  @BeforeEach
  void open() throws Exception {
    opened = new StunPort(loop, port, (from, message) -> heard.add(from));
  }

  private void arrives(Bytes datagram) {
    port.receiver.received(FROM, datagram.buffer());
  }

  private void runAll() {
    while (!posted.isEmpty()) {
      posted.remove().run();
    }
  }

  private static Bytes request(int padding) {
    return new StunWriter(StunClass.REQUEST, StunMethod.BINDING, ID)
        .add(StunAttribute.SOFTWARE, Bytes.wrap(new byte[padding]))
        .encode();
  }

  @Test
  void onlyStunReachesTheLoop() {
    arrives(request(4));
    arrives(Bytes.wrap(new byte[40]));
    arrives(Bytes.EMPTY);
    assertThat(posted).hasSize(1);
    runAll();
    assertThat(heard).containsExactly(StunPort.address(FROM));
  }

  @Test
  void whatIsTooLongIsNotLookedAt() {
    arrives(request(StunPort.MAX_PACKET_BYTES));
    assertThat(posted).isEmpty();
  }

  @Test
  void whatLooksLikeStunAndIsNoneIsDropped() {
    byte[] lies = request(8).toArray();
    lies[23] = 60;
    arrives(Bytes.wrap(lies));
    runAll();
    assertThat(heard).isEmpty();
  }

  @Test
  void aFloodIsCutOff() {
    for (int i = 0; i < 2 * StunPort.MAX_WAITING; i++) {
      arrives(request(4));
    }
    assertThat(posted).hasSize(StunPort.MAX_WAITING);
    runAll();
    arrives(request(4));
    assertThat(posted).as("there is room again").hasSize(1);
  }

  @Test
  void whatCannotBeSentIsLost() {
    opened.send(StunPort.address(FROM), request(4));
    port.broken = true;
    opened.send(StunPort.address(FROM), request(4));
    assertThat(port.sent).containsExactly(FROM);
  }
}
