package io.scp2p.core.sim;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimNetworkTest {
  private static final int PORT = 9_000;

  private final SimWorld world = SimWorld.seeded(5);
  private final SimNetwork network = world.network();
  private final List<Integer> received = new ArrayList<>();
  private final List<Duration> arrivals = new ArrayList<>();

  @Test
  void aDatagramTakesTheDelaysOfAllLinksOnItsWay() {
    Sender sender = sender("alice", "bob");
    network.host("alice").access(LinkProfile.IDEAL.withDelay(ofMillis(3)));
    network.host("bob").access(LinkProfile.IDEAL.withDelay(ofMillis(4)));
    sender.send(1, 100);
    world.runFor(ofSeconds(1));
    assertThat(arrivals).containsExactly(ofMillis(3 + 25 + 4));
    assertThat(network.roundTrip("alice", "bob")).isEqualTo(ofMillis(64));
  }

  @Test
  void aLinkOfTheirOwnReplacesTheBackboneForTwoHosts() {
    Sender sender = sender("alice", "bob");
    network.link("bob", "alice", LinkProfile.SATELLITE);
    sender.send(1, 100);
    world.runFor(ofSeconds(1));
    // 300 ms of delay and 100 bytes at 20 Mbit/s.
    assertThat(arrivals).containsExactly(Duration.ofNanos(300_040_000));
  }

  @Test
  void losesAsManyDatagramsAsTold() {
    Sender sender = sender("alice", "bob");
    network.lossPercent(10);
    sendEvenly(sender, 20_000);
    assertThat(received.size() / 20_000.0).isEqualTo(0.9, within(0.01));
    assertThat(meanLossBurst(20_000)).isEqualTo(1 / 0.9, within(0.05));
    assertThat(network.datagramCounts().sent()).isEqualTo(20_000);
    assertThat(network.datagramCounts().delivered()).isEqualTo(received.size());
    assertThat(network.datagramCounts().lost()).isEqualTo(20_000 - received.size());
  }

  @Test
  void losesBurstsOfTheLengthTold() {
    Sender sender = sender("alice", "bob");
    network.link("alice", "bob", LinkProfile.IDEAL.withLossPercent(10).withLossBurst(5));
    sendEvenly(sender, 100_000);
    assertThat(received.size() / 100_000.0).isEqualTo(0.9, within(0.01));
    assertThat(meanLossBurst(100_000)).isEqualTo(5, within(0.4));
  }

  @Test
  void reordersAsManyDatagramsAsTold() {
    Sender sender = sender("alice", "bob");
    sendEvenly(sender, 1_000);
    assertThat(received).isSorted();
    received.clear();

    network.backbone(network.backbone().withReorderPercent(5));
    sendEvenly(sender, 10_000);
    int overtaken = 0;
    int newest = -1;
    for (int number : received) {
      overtaken += number < newest ? 1 : 0;
      newest = Math.max(newest, number);
    }
    assertThat(received).hasSize(10_000);
    // Held back by up to 25 ms while one is sent every millisecond.
    assertThat(overtaken / 10_000.0).isEqualTo(0.05, within(0.01));
  }

  @Test
  void aLimitedUpLinkPassesItsRateAndDropsWhatItsBufferCannotHold() {
    Sender sender = sender("alice", "bob");
    LinkProfile megabyte = LinkProfile.IDEAL.withRate(8_000_000).withBufferBytes(100_000);
    network.host("alice").access(megabyte, LinkProfile.IDEAL);
    for (int i = 0; i < 500; i++) {
      sender.send(i, 1_000);
    }
    world.runFor(ofSeconds(1));
    // One is on the link, a hundred are in the buffer.
    assertThat(received).hasSize(101);
    assertThat(network.datagramCounts().overflowed()).isEqualTo(399);
    assertThat(arrivals.get(100)).isEqualTo(ofMillis(101 + 25));
  }

  @Test
  void aLimitedDownLinkIsSharedByAllWhoSendToIt() {
    Sender one = sender("alice", "bob");
    Sender other = sender("carol", "bob");
    network.host("bob").access(LinkProfile.IDEAL, LinkProfile.IDEAL.withRate(800_000));
    for (int i = 0; i < 10; i++) {
      one.send(i, 1_000);
      other.send(i, 1_000);
    }
    world.runFor(ofSeconds(1));
    assertThat(received).hasSize(20);
    assertThat(arrivals.get(19)).isEqualTo(ofMillis(25 + 200));
  }

  @Test
  void nothingCrossesAPartitionUntilItHeals() {
    Sender across = sender("alice", "bob");
    Sender within = sender("carol", "bob");
    Sender rest = sender("dave", "erin");
    network.partition(List.of(List.of("alice"), List.of("bob", "carol")));
    across.send(1, 10);
    within.send(2, 10);
    rest.send(3, 10);
    world.runFor(ofSeconds(1));
    assertThat(received).containsExactly(2, 3);

    network.heal();
    across.send(4, 10);
    world.runFor(ofSeconds(1));
    assertThat(received).containsExactly(2, 3, 4);
  }

  @Test
  void whatIsInFlightWhenAHostIsIsolatedIsLost() {
    Sender sender = sender("alice", "bob");
    sender.send(1, 10);
    world.runFor(ofMillis(10));
    network.isolate("bob");
    world.runFor(ofSeconds(1));
    assertThat(received).isEmpty();
    network.rejoin("bob");
    sender.send(2, 10);
    world.runFor(ofSeconds(1));
    assertThat(received).containsExactly(2);
  }

  @Test
  void aCrashEndsWhatRanOnTheHostAndARestartBeginsAnew() {
    Sender sender = sender("alice", "bob");
    SimHost bob = network.host("bob");
    bob.schedule(ofSeconds(1), "would be too late", () -> received.add(-1));
    bob.crash();
    sender.send(1, 10);
    world.runFor(ofSeconds(2));
    bob.restart();
    sender.send(2, 10);
    world.runFor(ofSeconds(1));
    assertThat(received).as("no socket yet").isEmpty();
    receiveAt("bob");
    sender.send(3, 10);
    world.runFor(ofSeconds(1));
    assertThat(received).containsExactly(3);
  }

  @Test
  void aHostBehindANatHearsOnlyThoseItHasSpokenTo() {
    SimHost bob = network.host("bob");
    bob.acceptsInbound(false);
    Sender alice = sender("alice", "bob");
    alice.send(1, 10);
    world.runFor(ofSeconds(1));
    assertThat(received).isEmpty();

    Sender speaker = new Sender(bob.bind(0, (from, bytes) -> {}), alice.socket.local());
    speaker.send(9, 10);
    alice.send(2, 10);
    world.runFor(ofSeconds(1));
    assertThat(received).containsExactly(2);
  }

  @Test
  void theMemoryOfANatIsBounded() {
    SimHost bob = network.host("bob");
    bob.acceptsInbound(false);
    Sender alice = sender("alice", "bob");
    SimSocket socket = bob.bind(0, (from, bytes) -> {});
    new Sender(socket, alice.socket.local()).send(0, 10);
    for (int i = 0; i < SimHost.MAX_CORRESPONDENTS; i++) {
      new Sender(socket, network.host("alice").address(20_000 + i)).send(0, 10);
    }
    alice.send(1, 10);
    world.runFor(ofSeconds(1));
    assertThat(received).as("alice was the oldest").isEmpty();
  }

  @Test
  void bothAddressFamiliesWork() throws UnknownHostException {
    InetAddress six = InetAddress.getByName("fd00::7");
    SimHost dual = network.addHost("dual", List.of(InetAddress.getByName("192.0.2.7"), six));
    SimHost other = network.addHost("six", List.of(InetAddress.getByName("fd00::8")));
    List<InetSocketAddress> froms = new ArrayList<>();
    other.bind(PORT, (from, bytes) -> froms.add(from));
    SimSocket socket = dual.bind(1_234, (from, bytes) -> {});
    socket.send(other.address(PORT), ByteBuffer.allocate(1));
    socket.send(network.host("four only").address(PORT), ByteBuffer.allocate(1));
    world.runFor(ofSeconds(1));
    assertThat(froms).containsExactly(new InetSocketAddress(six, 1_234));
  }

  private Sender sender(String from, String to) {
    receiveAt(to);
    SimSocket socket = network.host(from).bind(0, (source, bytes) -> {});
    return new Sender(socket, network.host(to).address(PORT));
  }

  private void receiveAt(String name) {
    SimHost host = network.host(name);
    if (host.receiverAt(PORT) == null) {
      host.bind(
          PORT,
          (from, bytes) -> {
            received.add(bytes.getInt());
            arrivals.add(world.elapsed());
          });
    }
  }

  private void sendEvenly(Sender sender, int count) {
    for (int i = 0; i < count; i++) {
      sender.send(i, 100);
      world.runFor(ofMillis(1));
    }
    world.runFor(ofSeconds(1));
  }

  private double meanLossBurst(int sent) {
    boolean[] arrived = new boolean[sent];
    received.forEach(number -> arrived[number] = true);
    int lost = 0;
    int bursts = 0;
    for (int i = 0; i < sent; i++) {
      if (!arrived[i]) {
        lost++;
        bursts += i == 0 || arrived[i - 1] ? 1 : 0;
      }
    }
    return (double) lost / bursts;
  }

  private record Sender(SimSocket socket, InetSocketAddress target) {
    void send(int number, int bytes) {
      socket.send(target, ByteBuffer.allocate(bytes).putInt(0, number));
    }
  }
}
