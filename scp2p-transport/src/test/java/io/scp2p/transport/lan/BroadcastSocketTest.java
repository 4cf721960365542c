package io.scp2p.transport.lan;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.contract.Waiter;
import io.scp2p.api.spi.LanNetwork;
import io.scp2p.api.spi.LanSocket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real sockets, loopback only. */
class BroadcastSocketTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<LanSocket> sockets = new ArrayList<>();
  private final AtomicReference<List<Interfaces.Lan>> lans = new AtomicReference<>();
  private int port;

  /** What one node hears. */
  private static final class Ear implements LanSocket.Listener {
    final Queue<String> heard = new ConcurrentLinkedQueue<>();
    final Queue<InetAddress> from = new ConcurrentLinkedQueue<>();
    final List<List<LanNetwork>> networks = new CopyOnWriteArrayList<>();

    @Override
    public void networks(List<LanNetwork> now) {
      networks.add(now);
    }

    @Override
    public void received(Inet4Address sender, byte[] datagram) {
      from.add(sender); // First: who sees what was heard looks for from whom.
      heard.add(new String(datagram, StandardCharsets.US_ASCII));
    }

    boolean hears(String text) throws InterruptedException {
      return Waiter.realTime().await(() -> heard.contains(text), PATIENCE);
    }
  }

  @BeforeEach
  void chooseAPort() throws IOException {
    lans.set(
        Interfaces.ofThisMachine().look().stream()
            .filter(lan -> lan.network().address().isLoopbackAddress())
            .toList());
    assertThat(lans.get()).isNotEmpty();
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  @AfterEach
  void close() {
    sockets.forEach(LanSocket::close);
  }

  private LanSocket open(Ear ear) throws InterruptedException {
    LanSocket socket = new BroadcastSocket(port, lans::get);
    sockets.add(socket);
    socket.open(ear);
    assertThat(Waiter.realTime().await(() -> !ear.networks.isEmpty(), PATIENCE)).isTrue();
    return socket;
  }

  @Test
  void nodesOfOneMachineShareThePortAndHearEachOtherAndThemselves() throws Exception {
    Ear first = new Ear();
    Ear second = new Ear();
    Ear third = new Ear();
    LanSocket one = open(first);
    open(second);
    open(third);

    one.broadcast("here I am".getBytes(StandardCharsets.US_ASCII));

    assertThat(first.hears("here I am")).isTrue();
    assertThat(second.hears("here I am")).isTrue();
    assertThat(third.hears("here I am")).isTrue();
    assertThat(second.from).containsOnly(lans.get().get(0).network().address());
  }

  @Test
  void aPortThatSomebodyHasForHimselfIsTakenWhenItIsFree() throws Exception {
    Ear listening = new Ear();
    LanSocket socket;
    try (DatagramSocket greedy = new DatagramSocket(null)) {
      greedy.setReuseAddress(false);
      greedy.bind(new InetSocketAddress(port));
      socket = open(listening);
      socket.broadcast("to you".getBytes(StandardCharsets.US_ASCII));
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      greedy.setSoTimeout((int) PATIENCE.toMillis());
      greedy.receive(packet);
      assertThat(packet.getLength()).as("what cannot listen can still speak").isEqualTo(6);
    }
    boolean heard =
        Waiter.realTime()
            .await(
                () -> {
                  socket.broadcast("to us".getBytes(StandardCharsets.US_ASCII));
                  return listening.heard.contains("to us");
                },
                PATIENCE);
    assertThat(heard).isTrue();
  }

  @Test
  void interfacesThatComeAndGoAreTold() throws Exception {
    List<Interfaces.Lan> there = lans.get();
    Ear ear = new Ear();
    LanSocket socket = open(ear);
    lans.set(List.of());
    assertThat(Waiter.realTime().await(() -> ear.networks.contains(List.of()), PATIENCE)).isTrue();
    socket.broadcast("to nobody".getBytes(StandardCharsets.US_ASCII));
    lans.set(there);
    assertThat(Waiter.realTime().await(() -> ear.networks.size() == 3, PATIENCE)).isTrue();
    socket.broadcast("back".getBytes(StandardCharsets.US_ASCII));
    assertThat(ear.hears("back")).isTrue();
    assertThat(ear.heard).doesNotContain("to nobody");
  }

  @Test
  void tooLongDatagramsAreDroppedAndAFloodIsReadAtABoundedRate() throws Exception {
    Ear ear = new Ear();
    open(ear);
    InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (DatagramSocket flooder = new DatagramSocket()) {
      byte[] tooLong = new byte[LanSocket.MAX_DATAGRAM_BYTES + 1];
      flooder.send(new DatagramPacket(tooLong, tooLong.length, to));
      byte[] spam = "spam".getBytes(StandardCharsets.US_ASCII);
      long begin = System.nanoTime();
      int sent = 0;
      while (System.nanoTime() - begin < Duration.ofSeconds(1).toNanos()
          || (ear.heard.isEmpty() && System.nanoTime() - begin < PATIENCE.toNanos())) {
        flooder.send(new DatagramPacket(spam, spam.length, to));
        sent++;
      }
      int read = ear.heard.size();
      long seconds = 1 + Duration.ofNanos(System.nanoTime() - begin).toSeconds();
      System.out.println("LAN flood: " + sent + " sent, " + read + " read");
      assertThat(read).isGreaterThan(0).isLessThan((int) (seconds * 20 + 1) * 64 + 64);
      assertThat(ear.heard).containsOnly("spam");
    }
  }

  @Test
  void closingEndsTheThreadAndFreesThePort() throws Exception {
    LanSocket socket = open(new Ear());
    socket.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("scp2p-lan"));
    try (DatagramSocket free = new DatagramSocket(null)) {
      free.setReuseAddress(false);
      free.bind(new InetSocketAddress(port));
      assertThat(free.isBound()).isTrue();
    }
  }
}
