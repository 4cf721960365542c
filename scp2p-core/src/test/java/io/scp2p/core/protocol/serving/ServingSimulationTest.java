package io.scp2p.core.protocol.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.frame.Envelope;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServingSimulationTest {
  private static final int HONEST = 40;
  private static final int FLOODING_KEYS = 60;
  private static final Duration PAUSE = Duration.ofMillis(900);
  private static final Envelope GET_CHUNK = Requests.envelope(Requests.GET_CHUNK);

  /** Asks for one chunk after the other, as a reference node does. */
  private static final class Asker {
    private final SimWorld world;
    private final ServingWorld node;
    private final Requester self;
    private final Duration pause;
    private long askedNanos;
    private long slowestNanos;
    private int chunks;
    private int failures;

    Asker(SimWorld world, ServingWorld node, int key, InetAddress address, Duration pause) {
      this.world = world;
      this.node = node;
      this.self = Requester.v1(Requests.key(key), address);
      this.pause = pause;
    }

    void ask() {
      askedNanos = world.nanos();
      node.receive(self, GET_CHUNK, this::answered);
    }

    private void answered(Answer answer) {
      if (answer instanceof Answer.Success) {
        chunks++;
      } else {
        failures++;
      }
      slowestNanos = Math.max(slowestNanos, world.nanos() - askedNanos);
      world.schedule(pause, this::ask);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 7, 20_260_101})
  void honestPeersAreServedWhileOneAddressFloodsWithManyKeys(long seed) {
    SimWorld world = SimWorld.seeded(seed);
    ServingWorld node = new ServingWorld(world);
    List<Asker> honest = new ArrayList<>();
    for (int i = 0; i < HONEST; i++) {
      honest.add(start(world, node, i, Requests.address(0x0a00_0000 + i), PAUSE));
    }
    List<Asker> flood = new ArrayList<>();
    InetAddress attacker = Requests.address("203.0.113.9");
    for (int i = 0; i < FLOODING_KEYS; i++) {
      flood.add(start(world, node, 1_000 + i, attacker, Duration.ofMillis(10)));
    }

    world.runFor(Duration.ofSeconds(59));

    for (Asker peer : honest) {
      assertThat(peer.failures).isZero();
      assertThat(peer.chunks).isGreaterThan(20);
      assertThat(Duration.ofNanos(peer.slowestNanos)).isLessThan(Duration.ofSeconds(3));
    }
    int taken = flood.stream().mapToInt(asker -> asker.chunks).sum();
    assertThat(taken).isLessThanOrEqualTo(RateLimits.FOR_ADDRESS.chunk());
    long fairBytes = 59 * ServingWorld.UPLOAD_BYTES_PER_SECOND;
    assertThat(node.uploadedBytes)
        .isLessThanOrEqualTo(fairBytes + ByteBudget.burstBytes(fairBytes / 59));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 7})
  void aBusyLineIsFullAndSharedEvenly(long seed) {
    SimWorld world = SimWorld.seeded(seed);
    ServingWorld node = new ServingWorld(world);
    List<Asker> peers = new ArrayList<>();
    for (int i = 0; i < HONEST; i++) {
      peers.add(start(world, node, i, Requests.address(0x0a00_0000 + i), Duration.ZERO));
    }

    world.runFor(PAUSE); // Until all have begun, the early ones have more.
    long before = node.uploadedBytes;
    peers.forEach(asker -> asker.chunks = 0);
    world.runFor(Duration.ofSeconds(30));

    long line = 30 * ServingWorld.UPLOAD_BYTES_PER_SECOND;
    assertThat(node.uploadedBytes - before).isBetween(line * 99 / 100, line * 101 / 100);
    int least = peers.stream().mapToInt(asker -> asker.chunks).min().orElseThrow();
    int most = peers.stream().mapToInt(asker -> asker.chunks).max().orElseThrow();
    assertThat(most - least).isLessThanOrEqualTo(2);
  }

  private static Asker start(
      SimWorld world, ServingWorld node, int key, InetAddress address, Duration pause) {
    Asker asker = new Asker(world, node, key, address, pause);
    long startNanos = world.random("start").nextLong(PAUSE.toNanos());
    world.schedule(Duration.ofNanos(startNanos), asker::ask);
    return asker;
  }
}
