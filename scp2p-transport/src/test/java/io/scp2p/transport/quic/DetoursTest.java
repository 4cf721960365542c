package io.scp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.PacketPort;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetoursTest {
  private final Detours detours = new Detours();

  private static InetSocketAddress alias(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @Test
  void aPacketToAnAliasGoesItsWayAndNoOther() {
    List<ByteBuffer> taken = new ArrayList<>();
    byte[] bytes = {9, 1, 2, 9};
    DatagramPacket packet = new DatagramPacket(bytes, 1, 2, alias(1));
    assertThat(detours.send(packet)).isFalse();

    assertThat(detours.set(alias(1), taken::add)).isTrue();

    assertThat(detours.send(packet)).isTrue();
    assertThat(taken).containsExactly(ByteBuffer.wrap(new byte[] {1, 2}));
    assertThat(detours.send(new DatagramPacket(bytes, 4, alias(2)))).isFalse();
    assertThat(detours.has(alias(1))).isTrue();
    assertThat(detours.set(alias(1), null)).isTrue();
    assertThat(detours.send(packet)).isFalse();
  }

  /** Else it would leave by the port, for wherever the system thinks that is. */
  @Test
  void aPacketToAWayThatHasEndedIsDropped() throws Exception {
    DatagramPacket packet =
        new DatagramPacket(
            new byte[4], 4, new InetSocketAddress(InetAddress.getByName("100::7"), 9));
    assertThat(detours.send(packet)).isTrue();
    assertThat(detours.set(alias(1), taken -> {})).isTrue();
    assertThat(detours.send(packet)).isTrue();
    packet.setAddress(InetAddress.getByName("100:0:0:1::7"));
    assertThat(detours.send(packet)).as("another network").isFalse();
  }

  @Test
  void thereIsABound() {
    for (int i = 1; i <= PacketPort.MAX_DETOURS; i++) {
      assertThat(detours.set(alias(i), packet -> {})).isTrue();
    }
    assertThat(detours.set(alias(40_000), packet -> {})).isFalse();
    assertThat(detours.set(alias(1), packet -> {})).as("another for one that is there").isTrue();
    assertThat(detours.set(alias(1), null)).isTrue();
    assertThat(detours.set(alias(40_000), packet -> {})).isTrue();
  }
}
