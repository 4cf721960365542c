package io.scp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a model of the library's reader, which forgets to wake whoever it should. */
@Timeout(60)
class StreamInputTest {
  private final ForgetfulStream library = new ForgetfulStream();
  private final StreamInput in = new StreamInput(library);

  @Test
  void aForgottenEndIsNoticedAfterAWhile() throws Exception {
    CompletableFuture<Boolean> reading = read();
    Ends.await(library::isWaited);
    library.resetAndForget();
    long now = 0;
    in.tick(now);
    in.tick(now += StreamInput.LOOK_AGAIN_NANOS - 1);
    assertThat(library.looks()).isEqualTo(1);
    in.tick(now + 1);
    assertThat(reading.get(20, TimeUnit.SECONDS)).as("interrupted afterwards").isFalse();
    assertThat(library.looks()).isEqualTo(2);
  }

  @Test
  void aReaderThatWaitsRightlyGoesOnWaiting() throws Exception {
    CompletableFuture<Boolean> reading = read();
    Ends.await(library::isWaited);
    in.lookAgain();
    Ends.await(() -> library.looks() == 2 && library.isWaited());
    assertThat(reading).isNotDone();
    library.resetAndForget();
    in.lookAgain();
    assertThat(reading.get(20, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void whoDoesNotReadIsNotInterrupted() {
    in.lookAgain();
    in.tick(0);
    in.tick(2 * StreamInput.LOOK_AGAIN_NANOS);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  /** Reads to the end; completes with whether the thread was interrupted after it. */
  private CompletableFuture<Boolean> read() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            in.read(new byte[1], 1);
            return true;
          } catch (IOException reset) {
            return Thread.currentThread().isInterrupted();
          }
        },
        task -> new Thread(task).start());
  }

  private static final class ForgetfulStream extends InputStream {
    private boolean reset;
    private boolean waited;
    private int looks;

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
      while (true) {
        looks++;
        if (reset) {
          Thread.currentThread().interrupt(); // As when the library's own wake-up comes late.
          throw new IOException("reset");
        }
        try {
          waited = true;
          wait();
        } catch (InterruptedException swallowed) {
          waited = false;
        }
      }
    }

    synchronized void resetAndForget() {
      reset = true;
    }

    synchronized boolean isWaited() {
      return waited;
    }

    synchronized int looks() {
      return looks;
    }
  }
}
