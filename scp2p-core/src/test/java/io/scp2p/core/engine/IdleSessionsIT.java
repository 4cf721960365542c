package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.contract.Waiter;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a session costs that is open and does nothing. Both ends of each live in this process. */
@Tag("long")
class IdleSessionsIT {
  private static final int SESSIONS = 1_000;

  /** Dials under way at once. */
  private static final int BATCH = 25;

  private static final long MOST_HEAP_BYTES = 20 << 10;

  private static long heapBytes() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      used = Math.min(used, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return used;
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static void connect(TestNode client, TestNode server, int count) {
    int goal = client.established.size() + count;
    for (int i = 0; i < count; i++) {
      client.loop.post(
          () ->
              client
                  .sessions
                  .dial(client.transport, server.address, Duration.ofSeconds(20), null, true)
                  .exceptionally(
                      failure -> {
                        throw new AssertionError(failure);
                      }));
    }
    assertThat(
            Waiter.realTime()
                .await(
                    () -> client.established.size() >= goal && server.established.size() >= goal,
                    Duration.ofSeconds(60)))
        .as("%d sessions; refused %s", goal, server.refused)
        .isTrue();
  }

  @Test
  void anIdleSessionCostsLittleHeap() throws Exception {
    try (LoopbackNodes nodes = new LoopbackNodes()) {
      TestNode server = nodes.server();
      TestNode client = nodes.node();
      connect(client, server, 50); // Classes, pools and caches are there now.
      long heapBefore = heapBytes();
      long directBefore = directBytes();
      for (int i = 0; i < SESSIONS / BATCH; i++) {
        connect(client, server, BATCH);
      }
      long heap = (heapBytes() - heapBefore) / (2L * SESSIONS);
      long direct = (directBytes() - directBefore) / (2L * SESSIONS);
      System.out.printf(
          Locale.ROOT,
          "idle TCP session, one end of %d: %.1f KiB heap, %.1f KiB direct memory%n",
          SESSIONS,
          heap / 1024.0,
          direct / 1024.0);
      assertThat(server.closed).isEmpty();
      assertThat(heap).isBetween(1L << 10, MOST_HEAP_BYTES);
    }
  }
}
