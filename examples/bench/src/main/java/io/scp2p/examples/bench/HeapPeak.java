package io.scp2p.examples.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** The most that was left of the heap after a collection, from its making on. */
final class HeapPeak implements AutoCloseable, NotificationListener {
  private final AtomicLong peak = new AtomicLong();

  HeapPeak() {
    System.gc(); // What came before is not this measurement's.
    for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (each instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(this, null, null);
      }
    }
  }

  @Override
  public void handleNotification(Notification notification, Object handback) {
    if (notification.getUserData() instanceof CompositeData data) {
      long used = 0;
      var after = GarbageCollectionNotificationInfo.from(data).getGcInfo().getMemoryUsageAfterGc();
      for (var pool : ManagementFactory.getMemoryPoolMXBeans()) {
        var usage = after.get(pool.getName());
        used += pool.getType() == MemoryType.HEAP && usage != null ? usage.getUsed() : 0;
      }
      peak.accumulateAndGet(used, Math::max);
    }
  }

  /** With a collection at the end, so that there is at least one. */
  String megabytes() {
    System.gc();
    long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return String.format(Locale.ROOT, "%.1f MB", peak.accumulateAndGet(now, Math::max) / 1e6);
  }

  @Override
  public void close() throws ListenerNotFoundException {
    for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (each instanceof NotificationEmitter emitter) {
        emitter.removeNotificationListener(this);
      }
    }
  }
}
