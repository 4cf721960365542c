package io.scp2p.core.engine.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scp2p.api.config.TurnServer;
import io.scp2p.api.contract.Waiter;
import io.scp2p.core.protocol.turn.TurnEffect;
import io.scp2p.core.protocol.turn.TurnRules;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against coturn, over loopback. */
class RealTurnServerIT {
  private static final TurnRules RULES = TurnRules.DEFAULT;

  @TempDir private Path directory;

  @BeforeEach
  void needsAServer() {
    Optional<String> missing = Coturn.missing();
    assumeTrue(missing.isEmpty(), missing::orElseThrow);
  }

  private static StunAddress at(DatagramSocket socket) {
    return new StunAddress(
        IpAddress.of((byte) 127, (byte) 0, (byte) 0, (byte) 1), socket.getLocalPort());
  }

  private static DatagramSocket peer() throws Exception {
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static String receive(DatagramSocket socket) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
    try {
      socket.receive(packet);
    } catch (SocketTimeoutException nothing) {
      return "nothing";
    }
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  private static void send(DatagramSocket socket, StunAddress to, String text) throws Exception {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    InetAddress ip = InetAddress.getByAddress(to.ip().octets().toArray());
    socket.send(new DatagramPacket(data, data.length, ip, to.port()));
  }

  /** The whole life of an allocation: a stranger is kept out, the peer gets through both ways. */
  private static void carriesDatagrams(TurnClient client, Coturn server) throws Exception {
    assertThat(client.hears("OPENED")).as("%s %s", client.told, server.log()).isTrue();
    try (DatagramSocket peer = peer();
        DatagramSocket stranger = peer()) {
      StunAddress relayed = client.relayed();
      client.permit(at(peer));
      assertThat(client.hears("PERMITTED true")).as("%s %s", client.told, server.log()).isTrue();

      client.send(at(peer), "one"); // An indication.
      assertThat(receive(peer)).isEqualTo("one");
      send(peer, relayed, "two");
      assertThat(client.hears("DATA two")).isTrue();
      for (int i = 0; i < 50; i++) {
        client.send(at(peer), "three " + i); // From the moment it is bound, in the channel.
        assertThat(receive(peer)).isEqualTo("three " + i);
        send(peer, relayed, "four " + i);
        assertThat(client.hears("DATA four " + i)).isTrue();
      }
      assertThat(client.told).doesNotContain("DATA five");

      client.ask(
          relays -> {
            relays.forbid(relayed, at(peer));
            return true;
          });
      send(peer, relayed, "five"); // The server still lets him; nobody here listens to him.
      client.permit(at(stranger));
      assertThat(
              Waiter.realTime()
                  .await(
                      () -> client.told.stream().filter("PERMITTED true"::equals).count() == 2,
                      TurnClient.PATIENCE))
          .isTrue();
      send(stranger, relayed, "six");
      assertThat(client.hears("DATA six")).isTrue();
      assertThat(client.told).doesNotContain("DATA five");
    }
  }

  @Test
  void overUdp() throws Exception {
    try (Coturn server = Coturn.start(directory);
        TurnClient client = new TurnClient(server.server(), RULES)) {
      carriesDatagrams(client, server);
      assertThat(client.state().stream()).isFalse();
    }
  }

  @Test
  void overTcpWhereUdpIsBlocked() throws Exception {
    try (Coturn server = Coturn.start(directory, "no-udp");
        TurnClient client = new TurnClient(server.server(), RULES)) {
      carriesDatagrams(client, server);
      assertThat(client.state().stream()).isTrue();
    }
  }

  @Test
  void aWrongPasswordIsToldApartFromAServerThatIsNotThere() throws Exception {
    try (Coturn server = Coturn.start(directory);
        TurnClient client = new TurnClient(server.server("a guess"), RULES)) {
      assertThat(ends(client)).isTrue();
      assertThat(client.state().ended()).isEqualTo(TurnEffect.Why.WRONG_CREDENTIALS);
      assertThat(client.state().code()).isEqualTo(401);
    }
  }

  private static boolean ends(TurnClient client) {
    return Waiter.realTime()
        .await(
            () -> {
              try {
                return client.state().ended() != null;
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            TurnClient.PATIENCE);
  }

  /** The server takes each nonce for a second only; permissions are renewed each second. */
  @Test
  void anAllocationOutlivesItsNonces() throws Exception {
    TurnRules hasty =
        new TurnRules(
            RULES.firstRetry(),
            RULES.tries(),
            RULES.answer(),
            RULES.lifetime(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    try (Coturn server = Coturn.start(directory, "stale-nonce=1", "verbose");
        TurnClient client = new TurnClient(server.server(), hasty);
        DatagramSocket peer = peer()) {
      assertThat(client.hears("OPENED")).as(server.log()).isTrue();
      client.permit(at(peer));
      assertThat(client.hears("PERMITTED true")).isTrue();
      client.send(at(peer), "first");
      assertThat(receive(peer)).isEqualTo("first");

      boolean stale =
          Waiter.realTime().await(() -> refusedNonces(server) >= 2, TurnClient.PATIENCE);

      assertThat(stale).as("the server has refused nonces: %s", server.log()).isTrue();
      client.send(at(peer), "later");
      assertThat(receive(peer)).isEqualTo("later");
      assertThat(client.told).doesNotContain("CLOSED");
    }
  }

  private static long refusedNonces(Coturn server) {
    try {
      return server.log().lines().filter(line -> line.contains("error 438")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Here everybody may have one allocation, which the server forgets soon after it came back. */
  @Test
  void whatIsGivenBackIsGoneAndARefusalSaysWhy() throws Exception {
    try (Coturn server = Coturn.start(directory, "user-quota=1", "verbose")) {
      TurnClient first = new TurnClient(server.server(), RULES);
      assertThat(first.hears("OPENED")).as("%s %s", first.state(), server.log()).isTrue();
      try (TurnClient second = new TurnClient(server.server(), RULES)) {
        assertThat(ends(second)).isTrue();
        assertThat(second.state().ended()).isEqualTo(TurnEffect.Why.REFUSED);
        assertThat(second.state().code()).isEqualTo(486);
      }

      first.close();

      boolean deleted =
          Waiter.realTime().await(() -> says(server, "delete: realm"), TurnClient.PATIENCE);
      assertThat(deleted).as(server.log()).isTrue();
      try (TurnClient third = new TurnClient(server.server(), RULES)) {
        assertThat(third.hears("OPENED")).as("%s %s", third.state(), server.log()).isTrue();
      }
    }
  }

  private static boolean says(Coturn server, String text) {
    try {
      return server.log().contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aServerThatIsNotThereIsTriedOverTcpAsWell() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    TurnServer nobody =
        new TurnServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "anna", "hush");
    TurnRules quick =
        new TurnRules(
            Duration.ofMillis(20),
            2,
            RULES.answer(),
            RULES.lifetime(),
            RULES.permission(),
            RULES.channel());
    try (TurnClient client = new TurnClient(nobody, quick)) {
      assertThat(ends(client)).isTrue();
      assertThat(client.state().ended()).isEqualTo(TurnEffect.Why.NO_ANSWER);
    }
  }
}
