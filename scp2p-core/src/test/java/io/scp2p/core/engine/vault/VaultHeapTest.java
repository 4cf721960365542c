package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultPutPlan;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.ListenerNotFoundException;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small and a big file, all of each at one peer: memory does not grow with the file. */
class VaultHeapTest {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int SMALL = 480 * 1_024;
  private static final long BIG = Long.getLong("vault.bytes", 2L << 30);
  private static final int MIDDLE = 100 << 20;
  private static final long MAX_BUFFER_BYTES = 64L << 20;
  private static final long MAX_MORE_BYTES = 16L << 20;

  @TempDir Path disk;

  /** The most that was left after a collection. */
  private static final class Peak implements AutoCloseable {
    private final AtomicLong bytes = new AtomicLong();
    private final NotificationListener listener =
        (notification, handback) -> {
          if (notification.getUserData() instanceof CompositeData data) {
            Map<String, MemoryUsage> after =
                GarbageCollectionNotificationInfo.from(data).getGcInfo().getMemoryUsageAfterGc();
            long used =
                ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .filter(pool -> after.containsKey(pool.getName()))
                    .mapToLong(pool -> after.get(pool.getName()).getUsed())
                    .sum();
            bytes.accumulateAndGet(used, Math::max);
          }
        };

    Peak() {
      System.gc();
      for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
        ((NotificationEmitter) each).addNotificationListener(listener, null, null);
      }
    }

    @Override
    public void close() throws ListenerNotFoundException {
      System.gc();
      bytes.accumulateAndGet(
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), Math::max);
      for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
        ((NotificationEmitter) each).removeNotificationListener(listener);
      }
    }
  }

  private Path source(String name, long bytes) throws IOException {
    Path source = disk.resolve(name);
    Random random = new Random(bytes);
    byte[] some = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(source)) {
      for (long left = bytes; left > 0; left -= some.length) {
        random.nextBytes(some);
        out.write(some, 0, (int) Math.min(left, some.length));
      }
    }
    return source;
  }

  private long thereAndBack(Scp2pNode owner, String name, long bytes) throws Exception {
    Path source = source(name, bytes);
    Path target = disk.resolve(name + ".back");
    Peak peak = new Peak();
    try (peak) {
      long start = System.nanoTime();
      VaultPutPlan plan = VaultPutPlan.file(source).allowDegraded().build();
      VaultFile stored = owner.vault().put(plan).result().block(PATIENCE);
      long middle = System.nanoTime();
      owner.vault().get(stored.id(), target).result().block(PATIENCE);
      System.out.printf(
          "%d bytes: put %.1f s, get %.1f s%n",
          bytes, (middle - start) / 1e9, (System.nanoTime() - middle) / 1e9);
    }
    assertThat(Files.mismatch(source, target)).isEqualTo(-1);
    Files.delete(target);
    System.out.printf("  heap after collections at most %d MiB%n", peak.bytes.get() >> 20);
    return peak.bytes.get();
  }

  @Tag("heavy")
  @Test
  void theHeapIsAsFlatForTwoGibibytesAsForAFewKilobytes() throws Exception {
    try (VaultFleet fleet = new VaultFleet(disk)) {
      Scp2pNode owner = fleet.start("a", 0);
      fleet.start("b", vault -> vault.offeredBytes(8L << 30).perOwnerBytes(8L << 30));
      fleet.connect("a", "b");
      thereAndBack(owner, "warm", SMALL);
      long small = thereAndBack(owner, "small", SMALL);
      long middle = thereAndBack(owner, "middle", MIDDLE);
      long big = thereAndBack(owner, "big", BIG);
      assertThat(fleet.shards("a")).isEmpty();
      assertThat(fleet.shards("b")).hasSize(24);
      // The buffers of a transfer that is under way, whatever the size of its file.
      assertThat(big - small).isLessThan(MAX_BUFFER_BYTES);
      assertThat(big - middle).isLessThan(MAX_MORE_BYTES);
    }
  }
}
