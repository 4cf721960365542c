package io.scp2p.core.sim;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LivenessSimulationTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 7, 20_260_101, Long.MIN_VALUE})
  void isolationIsNoticedWithinOneDetectionWindow(long seed) {
    SimWorld world = SimWorld.seeded(seed);
    world.network().lossPercent(10);
    SimPeer alice = new SimPeer(world, "alice", "bob");
    SimPeer bob = new SimPeer(world, "bob", "alice");
    world.runFor(ofMillis(15_200)); // The worst moment: both have only just heard each other.
    assertThat(alice.hasLostPeer() || bob.hasLostPeer()).isFalse();

    world.network().isolate("bob");

    world.runUntil(
        () -> alice.hasLostPeer() && bob.hasLostPeer(), HeartbeatMachine.DETECTION_WINDOW);

    world.network().rejoin("bob");

    world.runUntil(
        () -> !alice.hasLostPeer() && !bob.hasLostPeer(),
        HeartbeatMachine.INTERVAL.multipliedBy(4));
  }
}
