package io.scp2p.transport.quic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Queues what is to be sent on a stream and writes it on a pooled thread. */
final class OutputPump implements Runnable {
  /** The library copies each piece; larger ones gain nothing. */
  private static final int PIECE_BYTES = 16 << 10;

  private final QuicByteStream stream;
  private final QuicLink link;
  private final StreamOutput out;
  private final int highWaterBytes;
  private final int lowWaterBytes;
  private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean full;
  private boolean finishing;
  private boolean running;
  private boolean over;

  OutputPump(QuicByteStream stream, QuicLink link, StreamOutput out, int sendQueueBytes) {
    this.stream = stream;
    this.link = link;
    this.out = out;
    this.highWaterBytes = sendQueueBytes;
    this.lowWaterBytes = sendQueueBytes / 2;
  }

  /** Queues bytes; false when the writer should wait. */
  boolean write(ByteBuffer bytes) {
    boolean room;
    synchronized (this) {
      if (over || finishing) {
        return false;
      }
      if (!bytes.hasRemaining()) {
        return !full;
      }
      queuedBytes += bytes.remaining();
      queue.add(bytes);
      room = queuedBytes <= highWaterBytes;
      if (!room) {
        full = true;
      }
    }
    runIfWanted();
    return room;
  }

  void finish() {
    synchronized (this) {
      if (over || finishing) {
        return;
      }
      finishing = true;
    }
    runIfWanted();
  }

  private void runIfWanted() {
    synchronized (this) {
      if (running || over || (queue.isEmpty() && !finishing)) {
        return;
      }
      running = true;
    }
    if (!link.threads().execute(this)) {
      stop();
    }
  }

  @Override
  public void run() {
    link.watchdog().writerStarted();
    try {
      byte[] copy = null;
      ByteBuffer piece = nextPiece();
      while (piece != null) {
        int length = Math.min(piece.remaining(), PIECE_BYTES);
        byte[] array;
        int offset;
        if (piece.hasArray()) {
          array = piece.array();
          offset = piece.arrayOffset() + piece.position();
        } else {
          if (copy == null) {
            copy = new byte[PIECE_BYTES];
          }
          array = copy;
          offset = 0;
          piece.get(piece.position(), copy, 0, length);
        }
        out.write(array, offset, length, isMoreThan(length));
        if (written(piece, length)) {
          stream.writable();
        }
        piece = nextPiece();
      }
    } catch (IOException e) {
      if (stop()) {
        stream.failed(e);
      }
    } finally {
      link.watchdog().writerStopped();
    }
  }

  /** What is to be written next; null when this run is over. */
  private @Nullable ByteBuffer nextPiece() throws IOException {
    synchronized (this) {
      if (over) {
        running = false;
        return null;
      }
      if (!queue.isEmpty()) {
        return queue.element();
      }
      running = false;
      if (!finishing) {
        return null;
      }
      over = true;
    }
    out.close();
    stream.outputEnded();
    return null;
  }

  private synchronized boolean isMoreThan(int length) {
    return queuedBytes > length;
  }

  /** Takes what was written off the queue; says whether the writer must be told of the room. */
  private synchronized boolean written(ByteBuffer piece, int length) {
    if (over) {
      return false;
    }
    piece.position(piece.position() + length);
    if (!piece.hasRemaining()) {
      queue.remove();
    }
    queuedBytes -= length;
    if (full && queuedBytes <= lowWaterBytes) {
      full = false;
      return true;
    }
    return false;
  }

  /** Nothing is written any more; false if that was so before. */
  private synchronized boolean stop() {
    running = false;
    boolean first = !over;
    over = true;
    queue.clear();
    queuedBytes = 0;
    return first;
  }

  /** Nothing is to be written any more, and a blocked writer gives up. */
  void abandon(Runnable reset) {
    synchronized (this) {
      over = true;
      queue.clear();
      queuedBytes = 0;
    }
    out.abandon(reset);
  }

  void tick(long nowNanos) {
    out.tick(nowNanos);
  }

  synchronized boolean isRunning() {
    return running;
  }
}
