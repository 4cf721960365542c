package io.scp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.TransportSettings;
import io.scp2p.transport.admission.Admission;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServerGateTest {
  private static final InetSocketAddress ALICE = new InetSocketAddress("192.0.2.1", 4_000);
  private static final InetSocketAddress BOB = new InetSocketAddress("192.0.2.2", 4_000);
  private static final int FULL = QuicLimits.MIN_INITIAL_DATAGRAM_BYTES;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final TransportSettings settings = settings(4, 3, 2);
  private final Admission admission = new Admission(settings);
  private final ServerGate gate = new ServerGate(admission, settings);

  private static TransportSettings settings(int connections, int perAddress, int pending) {
    return new TransportSettings(
        connections,
        perAddress,
        pending,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        1 << 20,
        1 << 20);
  }

  private static QuicHeader header(QuicHeader.Type type, int client) {
    return new QuicHeader(
        type, ByteBuffer.allocate(8), ByteBuffer.allocate(8).putLong(client).flip());
  }

  private boolean initial(InetSocketAddress from, int client, long now) {
    return gate.admits(from, header(QuicHeader.Type.INITIAL, client), FULL, now);
  }

  private boolean packet(QuicHeader.Type type, InetSocketAddress from, int client) {
    return gate.admits(from, header(type, client), FULL, 0);
  }

  @Test
  void onlyAFirstPacketOfFullSizeOpensThePath() {
    assertThat(packet(QuicHeader.Type.SHORT, ALICE, 0)).isFalse();
    assertThat(packet(QuicHeader.Type.HANDSHAKE, ALICE, 0)).isFalse();
    assertThat(gate.admits(ALICE, header(QuicHeader.Type.INITIAL, 1), FULL - 1, 0)).isFalse();
    QuicHeader shortId =
        new QuicHeader(QuicHeader.Type.INITIAL, ByteBuffer.allocate(7), ByteBuffer.allocate(8));
    assertThat(gate.admits(ALICE, shortId, FULL, 0)).isFalse();
    assertThat(admission.connections()).isZero();

    assertThat(initial(ALICE, 1, 0)).isTrue();
    assertThat(packet(QuicHeader.Type.HANDSHAKE, ALICE, 1)).isTrue();
    assertThat(packet(QuicHeader.Type.HANDSHAKE, ALICE, 2)).isFalse();
    assertThat(packet(QuicHeader.Type.SHORT, ALICE, 0)).isTrue();
    assertThat(packet(QuicHeader.Type.SHORT, BOB, 0)).isFalse();
    for (QuicHeader.Type never :
        new QuicHeader.Type[] {
          QuicHeader.Type.ZERO_RTT, QuicHeader.Type.RETRY, QuicHeader.Type.OTHER_VERSION
        }) {
      assertThat(packet(never, ALICE, 1)).as("%s", never).isFalse();
    }
  }

  @Test
  void aRepeatedFirstPacketTakesNoSecondPlace() {
    assertThat(initial(ALICE, 1, 0)).isTrue();
    assertThat(initial(ALICE, 1, SECOND)).isTrue();
    assertThat(admission.connections()).isOne();
  }

  @Test
  void handshakesInProgressAreLimitedForEverybodyTogether() {
    assertThat(initial(ALICE, 1, 0)).isTrue();
    assertThat(initial(BOB, 1, 0)).isTrue();
    assertThat(initial(BOB, 2, 0)).isFalse();
    assertThat(gate.established(ALICE)).isPresent();
    assertThat(initial(BOB, 2, 0)).isTrue();
  }

  @Test
  void connectionsAreLimitedForOneAddressAndInTotal() {
    for (int client = 1; client <= 3; client++) {
      assertThat(initial(ALICE, client, 0)).isTrue();
      assertThat(gate.established(ALICE)).isPresent();
    }
    assertThat(initial(ALICE, 4, 0)).isFalse();
    assertThat(initial(BOB, 1, 0)).isTrue();
    assertThat(gate.established(BOB)).isPresent();
    assertThat(initial(BOB, 2, 0)).isFalse();
  }

  @Test
  void aPlaceIsGivenBackOnceAndItsClientForgotten() {
    assertThat(initial(ALICE, 1, 0)).isTrue();
    Optional<ServerGate.Guest> guest = gate.established(ALICE);
    guest.orElseThrow().gone();
    guest.orElseThrow().gone();
    assertThat(admission.connections()).isZero();
    assertThat(packet(QuicHeader.Type.SHORT, ALICE, 0)).isFalse();
    assertThat(gate.established(ALICE)).isEmpty();
  }

  @Test
  void aClientThatNeverBecameAConnectionKeepsItsPlaceAsLongAsTheLibraryKeepsIt() {
    assertThat(initial(ALICE, 1, 0)).isTrue();
    gate.expire(ServerGate.CANDIDATE_NANOS);
    assertThat(admission.connections()).isOne();
    gate.expire(ServerGate.CANDIDATE_NANOS + 1);
    assertThat(admission.connections()).isZero();
  }

  @Test
  void aHalfOpenConnectionKeepsItsPlaceUntilItsIdleTimeout() {
    assertThat(initial(ALICE, 1, 0)).isTrue();
    gate.answering(serverPacket(1), 5 * SECOND);
    long limit = 30 * SECOND + ServerGate.IDLE_SLACK_NANOS;
    gate.expire(5 * SECOND + limit);
    assertThat(admission.connections()).isOne();
    assertThat(initial(ALICE, 1, 20 * SECOND)).as("it is heard again").isTrue();
    gate.expire(20 * SECOND + limit);
    assertThat(admission.connections()).isOne();
    gate.expire(20 * SECOND + limit + 1);
    assertThat(admission.connections()).isZero();
  }

  @Test
  void anEstablishedConnectionNeverExpires() {
    assertThat(initial(ALICE, 1, 0)).isTrue();
    assertThat(gate.established(ALICE)).isPresent();
    gate.expire(1_000_000 * SECOND);
    assertThat(admission.connections()).isOne();
    gate.clear();
    assertThat(admission.connections()).isZero();
  }

  /** A handshake packet of the server for that client. */
  private static DatagramPacket serverPacket(int client) {
    byte[] bytes = new byte[100];
    ByteBuffer.wrap(bytes).put((byte) 0xe0).putInt(1).put((byte) 8).putLong(client).put((byte) 0);
    return new DatagramPacket(bytes, bytes.length, ALICE);
  }
}
