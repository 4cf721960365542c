package io.scp2p.core.engine.download;

import io.scp2p.api.config.TransferConfig;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import java.util.OptionalLong;

/**
 * Notices that nothing has come for too long while files wait for peers. The time in which the disk
 * is looked at does not count. Lives on the loop.
 */
final class StallWatch {
  /** Chunks that may go to others first when the rate is capped. */
  private static final int PATIENCE_CHUNKS = 8;

  private final Loop loop;
  private final TransferConfig config;
  private final Alarm alarm;
  private final Runnable stalled;
  private long limitNanos;
  private long lastNanos;
  private int waiting;

  StallWatch(Loop loop, TransferConfig config, Runnable stalled) {
    this.loop = loop;
    this.config = config;
    this.stalled = stalled;
    this.alarm = new Alarm(loop, this::ring);
  }

  /**
   * One more file waits for peers.
   *
   * @param maxBytesPerSecond the cap of its download; 0 for none
   */
  void began(long maxBytesPerSecond) {
    if (++waiting == 1) {
      limitNanos = limit(maxBytesPerSecond);
      arrived();
      alarm.set(OptionalLong.of(lastNanos + limitNanos));
    }
  }

  /** At the slowest rate that was asked for, a chunk may take longer than a stall. */
  private long limit(long maxBytesPerSecond) {
    double perChunk = secondsPerChunk(maxBytesPerSecond);
    double among = config.maxActive() * secondsPerChunk(config.maxDownloadBytesPerSecond());
    double slow = 1e9 * PATIENCE_CHUNKS * (perChunk + among);
    return Math.max(config.stallTimeout().toNanos(), (long) Math.min(slow, Long.MAX_VALUE / 4));
  }

  private static double secondsPerChunk(long bytesPerSecond) {
    return bytesPerSecond == 0 ? 0 : (double) ChunkLayout.CHUNK_BYTES / bytesPerSecond;
  }

  /** A chunk was verified. */
  void arrived() {
    lastNanos = loop.time().nanos();
  }

  /** One file less waits. */
  void ended() {
    if (--waiting == 0) {
      alarm.set(OptionalLong.empty());
    }
  }

  private void ring() {
    if (loop.time().nanos() - lastNanos >= limitNanos) {
      stalled.run();
    } else {
      alarm.set(OptionalLong.of(lastNanos + limitNanos));
    }
  }
}
