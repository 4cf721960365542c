package io.scp2p.transport.quic;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes to one stream of the library and never loses a wake-up. Only one thread writes at a time;
 * the watchdog calls {@link #tick} from another.
 *
 * <p>The library can forget that a stream has data to send. A further write reminds it, so the
 * watchdog writes nothing (an empty array) to a stream whose writer has been waiting. Two rules
 * make that safe:
 *
 * <ol>
 *   <li>An empty write stays in the library's buffer until data follow it, and the end of the
 *       stream must not come while one is there. So it is only written while a writer is inside
 *       {@link #write}, which always adds data afterwards: the last byte of a piece is held back
 *       until everything before it has left the library's buffer.
 *   <li>Whatever is left in the buffer after {@link #write} therefore fits into one frame, and one
 *       frame cannot be half forgotten. Only then may {@link #close} follow, under the same lock.
 * </ol>
 */
final class StreamOutput {
  /** The size of the library's buffer for a stream. */
  static final int LIBRARY_BUFFER_BYTES = 50 << 10;

  /** Surely fits into one frame of an otherwise empty packet. */
  static final int ONE_FRAME_BYTES = 1_000;

  private static final byte[] NOTHING = new byte[0];
  private static final long FIRST_REMINDER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** A reader that does not read is not to be reminded for ever at full speed. */
  private static final long SLOWEST_REMINDER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final OutputStream out;
  private final Object lock = new Object();
  private @Nullable Thread blocked;
  private long calls;
  private long callsAtLastTick;
  private long nextReminderNanos;
  private long reminderNanos;
  private long reminders;
  private boolean over;

  StreamOutput(OutputStream out) {
    this.out = out;
  }

  /**
   * Writes a piece, blocking as long as the other side does not let it leave.
   *
   * @param length more than 0, at most what the library's buffer holds: then a write that was
   *     interrupted has written nothing
   * @param more whether another piece follows at once, so that nothing needs to be held back
   */
  void write(byte[] bytes, int offset, int length, boolean more) throws IOException {
    if (more) {
      blocking(() -> out.write(bytes, offset, length));
      return;
    }
    int last = length;
    if (length > ONE_FRAME_BYTES || !isDrained()) {
      last = 1;
      if (length > 1) {
        blocking(() -> out.write(bytes, offset, length - 1));
      }
      blocking(this::awaitEmptyBuffer);
    }
    synchronized (lock) {
      refuseIfOver();
      out.write(bytes, offset + length - last, last); // There is room, so it does not block.
    }
  }

  /** Ends the stream behind everything written. */
  void close() throws IOException {
    synchronized (lock) {
      over = true;
      out.close();
    }
  }

  /** Nothing more is to be written, and a blocked writer gives up. */
  void abandon(Runnable reset) {
    synchronized (lock) {
      over = true;
      reset.run();
      if (blocked != null) {
        blocked.interrupt();
      }
    }
  }

  /** Reminds the library if the writer has been waiting since the last call. */
  void tick(long nowNanos) {
    synchronized (lock) {
      if (blocked == null) {
        return;
      }
      if (over) {
        blocked.interrupt();
        return;
      }
      if (calls != callsAtLastTick) {
        callsAtLastTick = calls;
        reminderNanos = FIRST_REMINDER_NANOS;
        nextReminderNanos = nowNanos + reminderNanos;
        return;
      }
      if (nowNanos - nextReminderNanos < 0) {
        return;
      }
      reminderNanos = Math.min(2 * reminderNanos, SLOWEST_REMINDER_NANOS);
      nextReminderNanos = nowNanos + reminderNanos;
      reminders++;
      try {
        out.write(NOTHING, 0, 0);
      } catch (IOException e) {
        // The other side has abandoned the stream, and the writer was not told.
        over = true;
        blocked.interrupt();
      }
    }
  }

  /** How often the library had to be reminded. */
  long reminders() {
    synchronized (lock) {
      return reminders;
    }
  }

  /** Whether the library's buffer is empty now. */
  private boolean isDrained() throws IOException {
    // An interrupted writer does not wait: it is told so at once.
    Thread.currentThread().interrupt();
    try {
      awaitEmptyBuffer();
      return true;
    } catch (InterruptedIOException occupied) {
      return false;
    } finally {
      Thread.interrupted();
    }
  }

  /**
   * The library has no method that waits until everything has left its buffer. But a write as large
   * as the buffer waits for just that before it looks at the array; and this one cannot be taken
   * from the array, so it ends there and adds nothing.
   */
  private void awaitEmptyBuffer() throws IOException {
    try {
      out.write(NOTHING, 1, LIBRARY_BUFFER_BYTES);
    } catch (IndexOutOfBoundsException empty) {
      return;
    }
    throw new IOException("the library has changed: it took bytes that are not there");
  }

  private void refuseIfOver() throws IOException {
    if (over) {
      throw new IOException("the stream was abandoned");
    }
  }

  private void blocking(Call call) throws IOException {
    while (true) {
      synchronized (lock) {
        refuseIfOver();
        blocked = Thread.currentThread();
        calls++;
      }
      try {
        call.run();
        return;
      } catch (InterruptedIOException e) {
        // Either the stream is over, which the next round finds out, or the interrupt was meant for
        // somebody else: the library sends them late sometimes. Nothing was written.
      } finally {
        synchronized (lock) {
          blocked = null;
          Thread.interrupted();
        }
      }
    }
  }

  @FunctionalInterface
  private interface Call {
    void run() throws IOException;
  }
}
