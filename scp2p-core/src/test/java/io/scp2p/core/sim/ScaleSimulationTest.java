package io.scp2p.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.contract.RecordingConnection;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Figures for the eye, floors for the build: low enough for a busy machine. */
class ScaleSimulationTest {
  private static final int HOSTS = 10_000;
  private static final int CONNECTIONS_EACH = 8;
  private static final int PORT = 4_433;

  @Test
  void tenThousandConnectedHostsFitInASmallHeap() {
    long before = usedHeapBytes();
    SimWorld world = SimWorld.seeded(3);
    List<SimTransport> transports = new ArrayList<>();
    for (int i = 0; i < HOSTS; i++) {
      SimHost host = world.network().host("host " + i);
      SimTransport transport =
          SimTransport.on(host, TransportKind.QUIC, TransportSettings.defaults());
      transport.listen(host.address(PORT), c -> new RecordingConnection(0)).join();
      transports.add(transport);
    }
    long hostBytes = (usedHeapBytes() - before) / HOSTS;

    List<CompletableFuture<Connection>> dials = new ArrayList<>();
    RecordingConnection shared = new RecordingConnection(0);
    for (int i = 0; i < HOSTS; i++) {
      for (int j = 1; j <= CONNECTIONS_EACH / 2; j++) {
        SimTransport target = transports.get((i + j * 37) % HOSTS);
        dials.add(
            transports.get(i).dial(target.host().address(PORT), Duration.ofSeconds(5), shared));
      }
    }
    world.runFor(Duration.ofSeconds(1));
    assertThat(dials).allMatch(CompletableFuture::isDone);
    dials.forEach(CompletableFuture::join);
    long connectedBytes = (usedHeapBytes() - before) / HOSTS;
    print(
        "heap a host: %,d B, with %d connections %,d B",
        hostBytes, CONNECTIONS_EACH, connectedBytes);
    assertThat(hostBytes).isLessThan(2 << 10);
    assertThat(connectedBytes).isLessThan(16 << 10);
    assertThat(world.pending()).isZero();
    assertThat(transports).hasSize(HOSTS);
  }

  @Test
  void aMillionEventsTakeAboutASecond() {
    SimWorld world = SimWorld.seeded(4);
    for (int i = 0; i < HOSTS; i++) {
      SimHost host = world.network().host("host " + i);
      tick(host, world.random("tick"));
    }
    world.runFor(Duration.ofSeconds(10)); // Warm up.
    long steps = world.steps();
    long start = cpuNanos();
    world.runFor(Duration.ofSeconds(50));
    double seconds = (cpuNanos() - start) / 1e9;
    double perSecond = (world.steps() - steps) / seconds;
    print("%,d timers: %,.0f events per CPU second", 2 * HOSTS, perSecond);
    assertThat(perSecond).isGreaterThan(300_000);
  }

  /** What a node does most: something now and then, and a time-out that never comes. */
  private static void tick(SimHost host, RandomGenerator random) {
    SimTask timeout = host.schedule(Duration.ofSeconds(30), "timeout", () -> {});
    host.schedule(
        Duration.ofNanos(1_000_000_000L + random.nextInt(100_000_000)),
        "tick",
        () -> {
          timeout.cancel();
          tick(host, random);
        });
  }

  /** Of this thread only: other builds on the machine do not count. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long usedHeapBytes() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void print(String format, Object... values) {
    System.out.println("[sim] " + String.format(Locale.ROOT, format, values));
  }
}
