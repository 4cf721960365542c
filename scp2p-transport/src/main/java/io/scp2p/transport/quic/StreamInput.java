package io.scp2p.transport.quic;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads one stream of the library, whose reads neither time out nor end by interrupting. The
 * library can forget to wake a reader whose stream was reset or whose connection ended; being
 * interrupted makes a reader look again, so whoever waits for long is interrupted once in a while.
 */
final class StreamInput {
  /** How late a forgotten end is noticed. */
  static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final InputStream in;
  private final Object lock = new Object();
  private @Nullable Thread blocked;
  private long blockedSinceTick;
  private boolean fresh;

  StreamInput(InputStream in) {
    this.in = in;
  }

  /** Blocks until at least one byte, or the end (-1), has come. */
  int read(byte[] target, int length) throws IOException {
    synchronized (lock) {
      blocked = Thread.currentThread();
      fresh = true;
    }
    try {
      return in.read(target, 0, length);
    } finally {
      synchronized (lock) {
        blocked = null;
        // An interrupt was meant for the reader, not for whoever the bytes are given to.
        Thread.interrupted();
      }
    }
  }

  /** Makes a reader look again that has waited long enough. */
  void tick(long nowNanos) {
    synchronized (lock) {
      if (blocked == null) {
        return;
      }
      if (fresh) {
        fresh = false;
        blockedSinceTick = nowNanos;
      } else if (nowNanos - blockedSinceTick >= LOOK_AGAIN_NANOS) {
        blockedSinceTick = nowNanos;
        blocked.interrupt();
      }
    }
  }

  /** Makes a reader look again now. */
  void lookAgain() {
    synchronized (lock) {
      if (blocked != null) {
        blocked.interrupt();
      }
    }
  }
}
