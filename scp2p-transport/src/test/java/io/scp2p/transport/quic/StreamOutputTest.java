package io.scp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a model of the library's buffer that forgets to send when the test says so. */
@Timeout(60)
class StreamOutputTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final ForgetfulBuffer library = new ForgetfulBuffer();
  private final StreamOutput out = new StreamOutput(library);

  @Test
  void aForgottenStreamIsRemindedUntilAllIsSent() throws Exception {
    library.forgetsEveryWrite();
    CompletableFuture<Void> writing = writeAndClose(200_000);
    long now = 0;
    while (!writing.isDone()) {
      out.tick(now += SECOND);
      LockSupport.parkNanos(100_000);
    }
    writing.get();
    assertThat(out.reminders()).isPositive();
    assertThat(library.sentBytes()).isEqualTo(200_000);
    assertThat(library.ended()).isTrue();
  }

  @Test
  void withoutTheWatchdogAForgottenStreamStallsForGood() throws Exception {
    library.forgetsEveryWrite();
    CompletableFuture<Void> writing = writeAndClose(200_000);
    await(() -> library.waiters() == 1);
    assertThat(writing).isNotDone();
    assertThat(library.sentBytes()).isLessThan(200_000);
    out.abandon(() -> {});
    assertThatThrownBy(writing::get).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void theTailOfAPieceIsNotForgottenEither() throws Exception {
    library.forgetsEveryWrite();
    CompletableFuture<Void> writing = writeAndClose(16_000);
    long now = 0;
    while (!writing.isDone()) {
      out.tick(now += SECOND);
      LockSupport.parkNanos(100_000);
    }
    writing.get();
    assertThat(library.sentBytes()).isEqualTo(16_000);
    assertThat(library.ended()).isTrue();
  }

  @Test
  void theEndNeverComesBehindMoreThanOneFrame() throws Exception {
    library.paused(true);
    CompletableFuture<Void> writing = writeAndClose(16_000);
    await(() -> library.waiters() == 1);
    assertThat(library.closedByWriter()).isFalse();
    library.paused(false);
    writing.get(20, TimeUnit.SECONDS);
    assertThat(library.heldWhenClosed()).isLessThanOrEqualTo(StreamOutput.ONE_FRAME_BYTES);
    assertThat(library.ended()).isTrue();
  }

  @Test
  void aSmallMessageIsWrittenInOnePiece() throws IOException {
    out.write(new byte[500], 0, 500, false);
    assertThat(library.writes()).containsExactly(500);
  }

  @Test
  void aReaderThatDoesNotReadIsRemindedLessAndLess() {
    library.paused(true);
    CompletableFuture<Void> writing = writeAndClose(200_000);
    await(() -> library.waiters() == 1);
    long now = 0;
    for (int i = 0; i < 60_000 / 5; i++) { // One minute of ticks.
      out.tick(now += Watchdog.WRITER_TICK_NANOS);
    }
    assertThat(out.reminders()).isBetween(50L, 75L);
    out.abandon(() -> {});
    assertThatThrownBy(writing::get).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInterruptMeantForSomebodyElseLosesNothing() throws Exception {
    library.paused(true);
    CompletableFuture<Void> writing = writeAndClose(200_000);
    await(() -> library.waiters() == 1);
    library.interruptWaiter();
    await(() -> library.waiters() == 1);
    assertThat(writing).isNotDone();
    library.paused(false);
    writing.get(20, TimeUnit.SECONDS);
    assertThat(library.sentBytes()).isEqualTo(200_000);
  }

  @Test
  void aWriterThatWasNotToldOfTheResetIsToldByTheNextTick() {
    library.paused(true);
    CompletableFuture<Void> writing = writeAndClose(200_000);
    await(() -> library.waiters() == 1);
    library.resetByPeer();
    long now = 0;
    out.tick(now += SECOND);
    out.tick(now += SECOND);
    assertThatThrownBy(() -> writing.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  private CompletableFuture<Void> writeAndClose(int total) {
    return CompletableFuture.runAsync(
        () -> {
          byte[] piece = new byte[16_000];
          try {
            for (int left = total; left > 0; left -= piece.length) {
              int length = Math.min(left, piece.length);
              out.write(piece, 0, length, left > length);
            }
            out.close();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        },
        task -> new Thread(task).start());
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 20 * SECOND;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("it takes too long").isNegative();
      LockSupport.parkNanos(100_000);
    }
  }

  /** A buffer of 50 KiB that a sender empties frame by frame, unless it was forgotten. */
  private static final class ForgetfulBuffer extends OutputStream {
    private static final int FRAME_BYTES = 1_200;

    private final List<byte[]> held = new ArrayList<>();
    private final List<Integer> writes = new ArrayList<>();
    private int heldBytes;
    private int sentBytes;
    private int waiters;
    private Thread waiter = Thread.currentThread();
    private int heldWhenClosed;
    private boolean forgetful;
    private boolean forgotten;
    private boolean paused;
    private boolean closed;
    private boolean ended;
    private boolean reset;

    /** From now on one frame is sent for each write of data, and then it is forgotten. */
    synchronized void forgetsEveryWrite() {
      forgetful = true;
    }

    @Override
    public void write(int one) {
      throw new UnsupportedOperationException();
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      refuse();
      while (length > StreamOutput.LIBRARY_BUFFER_BYTES - heldBytes) {
        waiters++;
        waiter = Thread.currentThread();
        try {
          wait();
        } catch (InterruptedException e) {
          throw new InterruptedIOException();
        } finally {
          waiters--;
        }
      }
      byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
      held.add(copy);
      heldBytes += length;
      if (length > 0) {
        writes.add(length);
        forgotten = forgetful;
        if (forgotten) {
          sendFrame();
          return;
        }
      }
      forgotten = false; // A further write reminds it.
      send();
    }

    private void send() {
      while (!paused && !forgotten && heldBytes > 0) {
        sendFrame();
      }
    }

    /** As the library does it: what holds no data is only skipped in front of data. */
    private void sendFrame() {
      int room = FRAME_BYTES;
      while (room > 0 && heldBytes > 0) {
        byte[] first = held.remove(0);
        int taken = Math.min(room, first.length);
        if (taken < first.length) {
          held.add(0, Arrays.copyOfRange(first, taken, first.length));
        }
        room -= taken;
        heldBytes -= taken;
        sentBytes += taken;
      }
      notifyAll();
      endIfPossible();
    }

    private void endIfPossible() {
      ended |= closed && held.isEmpty();
    }

    private void refuse() throws IOException {
      if (closed || reset) {
        throw new IOException(closed ? "closed" : "reset");
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      heldWhenClosed = heldBytes;
      send();
      endIfPossible();
    }

    synchronized void paused(boolean now) {
      paused = now;
      send();
    }

    synchronized void resetByPeer() {
      reset = true;
    }

    synchronized void interruptWaiter() {
      waiter.interrupt();
    }

    synchronized int waiters() {
      return waiters;
    }

    synchronized int sentBytes() {
      return sentBytes;
    }

    synchronized int heldWhenClosed() {
      return heldWhenClosed;
    }

    synchronized boolean closedByWriter() {
      return closed;
    }

    synchronized boolean ended() {
      return ended;
    }

    synchronized List<Integer> writes() {
      return List.copyOf(writes);
    }
  }
}
