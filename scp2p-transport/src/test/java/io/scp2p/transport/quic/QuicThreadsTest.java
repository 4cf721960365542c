package io.scp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QuicThreadsTest {
  private final QuicThreads threads = new QuicThreads();

  @Test
  void whoeverCallsHearsWhatCameOfIt() throws Exception {
    CompletableFuture<Boolean> inGroup =
        threads.call("test", () -> threads.isOneOfThem(Thread.currentThread()));
    assertThat(inGroup.get(20, TimeUnit.SECONDS)).isTrue();
  }

  /**
   * Else a listener whose classes are missing would only be noticed when somebody loses patience.
   */
  @Test
  void nothingThatIsThrownGetsLost() {
    for (Throwable thrown :
        List.of(
            new TransportException(Reason.BIND, "taken", null),
            new IllegalStateException("a bug"),
            new NoClassDefFoundError("tech/kwik/core/server/ServerConnector"),
            new OutOfMemoryError("unable to create native thread"))) {
      CompletableFuture<Object> outcome =
          threads.call(
              "test",
              () -> {
                if (thrown instanceof Error error) {
                  throw error;
                }
                throw (Exception) thrown;
              });
      assertThatThrownBy(() -> outcome.get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isSameAs(thrown);
    }
  }
}
