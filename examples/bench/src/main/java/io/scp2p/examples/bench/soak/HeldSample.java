package io.scp2p.examples.bench.soak;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What the process holds at one moment.
 *
 * @param heapBytes alive, after a full collection
 * @param directBytes in direct buffers
 * @param threads alive
 * @param descriptors open, where the system says that
 */
record HeldSample(double minutes, long heapBytes, long directBytes, int threads, long descriptors) {
  static final List<String> NAMES = List.of("heap MB", "direct MB", "threads", "descriptors");

  static HeldSample take(double minutes) {
    System.gc();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return new HeldSample(
        minutes,
        aliveOnTheHeap(),
        direct,
        ManagementFactory.getThreadMXBean().getThreadCount(),
        openDescriptors());
  }

  /** What the collection has left, without what others have made since. */
  private static long aliveOnTheHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getCollectionUsage)
        .filter(Objects::nonNull)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }

  private static long openDescriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    } catch (IOException | SecurityException e) {
      return 0;
    }
  }

  /** In the order of {@link #NAMES}. */
  double value(int which) {
    return switch (which) {
      case 0 -> heapBytes / 1e6;
      case 1 -> directBytes / 1e6;
      case 2 -> threads;
      default -> descriptors;
    };
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%6.1f min  heap %6.1f MB  direct %6.1f MB  threads %4d  descriptors %4d",
        minutes,
        value(0),
        value(1),
        threads,
        descriptors);
  }
}
