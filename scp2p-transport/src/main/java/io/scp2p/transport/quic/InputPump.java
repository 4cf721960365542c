package io.scp2p.transport.quic;

import java.io.IOException;

/**
 * Reads a stream while there is credit, on a pooled thread; without credit there is no thread, the
 * library's window fills and the other side stops. The end of the stream is part of what is read,
 * so it too is only noticed while there is credit left.
 */
final class InputPump implements Runnable {
  /** The library delivers packets of 1.2 KB; more than a few at once gains nothing. */
  private static final int BUFFER_BYTES = 16 << 10;

  private static final ThreadLocal<byte[]> BUFFER =
      ThreadLocal.withInitial(() -> new byte[BUFFER_BYTES]);

  private final QuicByteStream stream;
  private final QuicThreads threads;
  private final StreamInput in;
  private long creditBytes;
  private boolean started;
  private boolean running;
  private boolean over;

  InputPump(QuicByteStream stream, QuicThreads threads, StreamInput in) {
    this.stream = stream;
    this.threads = threads;
    this.in = in;
  }

  /** There is a listener now. */
  void start() {
    synchronized (this) {
      started = true;
    }
    runIfWanted();
  }

  void grant(long bytes) {
    synchronized (this) {
      creditBytes += Math.min(bytes, Long.MAX_VALUE - creditBytes);
    }
    runIfWanted();
  }

  private void runIfWanted() {
    synchronized (this) {
      if (running || over || !started || creditBytes == 0) {
        return;
      }
      running = true;
    }
    if (!threads.execute(this)) {
      stop();
    }
  }

  @Override
  public void run() {
    byte[] buffer = BUFFER.get();
    int wanted = nextRead();
    while (wanted > 0) {
      int count;
      try {
        count = in.read(buffer, wanted);
      } catch (IOException e) {
        if (stop()) {
          stream.failed(e);
        }
        return;
      }
      if (count < 0) {
        if (stop()) {
          stream.inputEnded();
        }
        return;
      }
      synchronized (this) {
        creditBytes -= count;
      }
      stream.received(buffer, count);
      wanted = nextRead();
    }
  }

  /** How much may be read now; 0 when this run is over. */
  private synchronized int nextRead() {
    if (over || creditBytes == 0) {
      running = false;
      return 0;
    }
    return (int) Math.min(creditBytes, BUFFER_BYTES);
  }

  /** Nothing is read any more; false if that was so before. */
  private synchronized boolean stop() {
    running = false;
    boolean first = !over;
    over = true;
    return first;
  }

  /** Nothing is to be read any more, and a blocked reader gives up. */
  void abandon(Runnable abortReading) {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
    abortReading.run();
    in.lookAgain();
  }

  void tick(long nowNanos) {
    boolean forgotten;
    synchronized (this) {
      forgotten = over && running;
    }
    if (forgotten) {
      in.lookAgain();
    } else {
      in.tick(nowNanos);
    }
  }

  synchronized boolean isRunning() {
    return running;
  }
}
