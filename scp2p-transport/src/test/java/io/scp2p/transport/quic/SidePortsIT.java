package io.scp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.PacketPort;
import io.scp2p.transport.quic.Ends.ConnectionEnd;
import io.scp2p.transport.quic.Ends.StreamEnd;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Further ports beside the one of the transport, on loopback. */
@Timeout(180)
class SidePortsIT {
  private static final byte[] PACKET = {1, 2, 3};

  private final List<QuicTransport> transports = new ArrayList<>();
  private final QuicTransport transport = transport();

  private QuicTransport transport() {
    QuicTransport made = Ends.transport();
    transports.add(made);
    return made;
  }

  private static InetSocketAddress alias(int number) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName("100::" + Integer.toHexString(number)), 10);
  }

  private static DatagramSocket socket() throws Exception {
    DatagramSocket socket = new DatagramSocket(Ends.ANY_PORT);
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static InetSocketAddress at(DatagramSocket socket) {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  private static DatagramPacket receive(DatagramSocket socket) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
    socket.receive(packet);
    return packet;
  }

  private static long readers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("scp2p-quic-side"))
        .count();
  }

  @AfterEach
  void nothingIsLeft() {
    transports.forEach(QuicTransport::close);
    for (QuicTransport each : transports) {
      Ends.await(() -> each.threads().alive() == 0);
    }
    assertThat(readers()).isZero();
  }

  @Test
  void itTalksToOneAddressOnlyAndFromAPortOfItsOwn() throws Exception {
    BlockingQueue<InetSocketAddress> from = new LinkedBlockingQueue<>();
    transport.receivePackets((source, packet) -> from.add(source));
    try (DatagramSocket peer = socket();
        DatagramSocket stranger = socket()) {
      assertThat(transport.sidePort(alias(1), at(peer))).isTrue();
      assertThat(transport.sidePort(alias(2), at(peer))).isTrue();

      transport.sendPacket(alias(1), ByteBuffer.wrap(PACKET));
      DatagramPacket first = receive(peer);
      transport.sendPacket(alias(2), ByteBuffer.wrap(PACKET));
      DatagramPacket second = receive(peer);

      assertThat(first.getLength()).isEqualTo(PACKET.length);
      assertThat(first.getPort()).isNotEqualTo(second.getPort());
      assertThat(first.getPort()).isNotEqualTo(transport.localAddress().getPort());
      stranger.send(new DatagramPacket(PACKET, 3, first.getSocketAddress()));
      peer.send(new DatagramPacket(PACKET, 3, second.getSocketAddress()));
      assertThat(from.poll(30, TimeUnit.SECONDS)).isEqualTo(alias(2));
      peer.send(new DatagramPacket(PACKET, 3, first.getSocketAddress()));
      assertThat(from.poll(30, TimeUnit.SECONDS)).isEqualTo(alias(1));
      assertThat(from).as("what the stranger sent came before").isEmpty();
    }
  }

  @Test
  void onesThatAreOverTakeNothingAndThereIsABound() throws Exception {
    try (DatagramSocket peer = socket()) {
      for (int i = 1; i <= PacketPort.MAX_SIDE_PORTS; i++) {
        assertThat(transport.sidePort(alias(i), at(peer))).isTrue();
      }
      assertThat(transport.sidePort(alias(1_000), at(peer))).as("one too many").isFalse();
      assertThat(transport.sidePort(alias(1), at(peer))).as("one that is there").isFalse();
      assertThat(readers()).isEqualTo(1);

      transport.sendPacket(alias(7), ByteBuffer.wrap(PACKET));
      InetSocketAddress seven = (InetSocketAddress) receive(peer).getSocketAddress();
      assertThat(transport.detour(alias(7), null)).isTrue();
      assertThat(transport.sidePort(alias(1_000), at(peer))).as("room again").isTrue();
      transport.sendPacket(alias(7), ByteBuffer.wrap(new byte[] {9}));
      transport.sendPacket(alias(8), ByteBuffer.wrap(PACKET));
      assertThat(receive(peer).getLength()).as("from 8, nothing from 7").isEqualTo(PACKET.length);
      // The system has taken the port back once somebody else can have it.
      Ends.await(() -> canBind(seven));

      for (int i = 1; i <= 1_000; i++) {
        assertThat(transport.detour(alias(i), null)).isTrue();
      }
      Ends.await(() -> readers() == 0);
      assertThat(transport.sidePort(alias(1), at(peer))).as("a reader anew").isTrue();
    }
  }

  private static boolean canBind(InetSocketAddress at) {
    try (DatagramSocket again = new DatagramSocket(at)) {
      return again.isBound();
    } catch (java.net.SocketException e) {
      return false;
    }
  }

  @Test
  void aClosedTransportOpensNone() throws Exception {
    try (DatagramSocket peer = socket()) {
      assertThat(transport.sidePort(alias(1), at(peer))).isTrue();
      transport.close();
      assertThat(transport.sidePort(alias(2), at(peer))).isFalse();
    }
  }

  /** Both directions: who dials does not matter. */
  @Test
  void aConnectionGoesThroughIt() throws Exception {
    ConnectionEnd server = new ConnectionEnd();
    InetSocketAddress address = Ends.listen(transport(), server);
    assertThat(transport.sidePort(alias(1), address)).isTrue();

    ConnectionEnd client = Ends.dial(transport, alias(1));
    StreamEnd here = client.open();
    byte[] sent = Ends.random(1, 100_000);
    here.writeAll(sent, 16_384);
    StreamEnd there = server.accepted(0);
    Ends.await(() -> there.inputEnded);

    assertThat(there.digest()).isEqualTo(Ends.sha256(sent));
    assertThat(client.connection().remote()).isEqualTo(alias(1));
    assertThat(server.connection().remote().getPort())
        .isNotEqualTo(transport.localAddress().getPort());
  }
}
