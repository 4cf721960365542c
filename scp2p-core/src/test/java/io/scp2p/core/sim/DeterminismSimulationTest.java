package io.scp2p.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeterminismSimulationTest {
  private static final int PORT = 5_000;
  private static final int HOSTS = 20;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, -7})
  void theSameSeedDoesTheSameThings(long seed) throws TransportException {
    assertThat(run(seed)).isEqualTo(run(seed));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, -7})
  void anotherSeedDoesOtherThings(long seed) throws TransportException {
    assertThat(run(seed)).isNotEqualTo(run(seed + 1));
  }

  /** A bit of everything: gossip over a bad network, transfers, a partition, a crash. */
  private static List<Long> run(long seed) throws TransportException {
    SimWorld world = SimWorld.seeded(seed);
    SimNetwork network = world.network();
    network.backbone(LinkProfile.POOR_LTE.withRate(LinkProfile.UNLIMITED).withReorderPercent(3));
    RandomGenerator random = world.random("gossip");
    List<SimSocket> sockets = new ArrayList<>();
    for (int i = 0; i < HOSTS; i++) {
      SimHost host = network.host("host " + i);
      sockets.add(
          host.bind(PORT, (from, bytes) -> gossip(world, random, sockets, host.number(), bytes)));
    }
    network.host("host 3").access(LinkProfile.CONGESTED);
    for (int i = 0; i < HOSTS; i++) {
      gossip(world, random, sockets, i, ByteBuffer.allocate(40));
    }
    SimTransfer first =
        SimTransfer.connect(world, TransportKind.TCP, "host 3", "host 4", PORT).start();
    SimTransfer second =
        SimTransfer.connect(world, TransportKind.QUIC, "host 5", "host 3", PORT).start();
    world.runFor(Duration.ofSeconds(2));
    network.partition(List.of(List.of("host 1", "host 3"), List.of("host 4")));
    world.runFor(Duration.ofSeconds(2));
    network.heal();
    network.existing("host 5").crash();
    world.runFor(Duration.ofSeconds(2));
    return List.of(world.traceHash(), world.steps(), first.receivedBytes(), second.receivedBytes());
  }

  private static void gossip(
      SimWorld world,
      RandomGenerator random,
      List<SimSocket> sockets,
      int number,
      ByteBuffer bytes) {
    SimSocket target = sockets.get(random.nextInt(HOSTS));
    world
        .network()
        .existing("host " + number)
        .schedule(
            Duration.ofMillis(1 + random.nextInt(20)),
            "gossip",
            () -> {
              sockets.get(number).send(target.local(), bytes);
            });
  }
}
