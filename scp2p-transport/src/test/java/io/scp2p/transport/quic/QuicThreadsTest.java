package io.scp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import java.util.Arrays;
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

  /** Before Java 19 a group that was made stays for ever. */
  @Test
  void transportsOneAfterAnotherShareTheirGroup() throws Exception {
    long before = groups();
    for (int i = 0; i < 20; i++) {
      QuicThreads one = new QuicThreads();
      one.call("test", () -> true).get(20, TimeUnit.SECONDS);
      one.shutdown();
      one.shutdown();
      Ends.await(() -> one.alive() == 0);
    }
    QuicThreads first = new QuicThreads();
    QuicThreads second = new QuicThreads();
    Thread thread = first.start("test", () -> {});
    assertThat(second.isOneOfThem(thread)).isFalse();
    assertThat(groups()).isLessThanOrEqualTo(before + 5);
  }

  private static long groups() {
    ThreadGroup top = Thread.currentThread().getThreadGroup();
    while (top.getParent() != null) {
      top = top.getParent();
    }
    ThreadGroup[] all = new ThreadGroup[10_000];
    int count = top.enumerate(all);
    return Arrays.stream(all, 0, count).filter(g -> g.getName().equals("scp2p-quic")).count();
  }
}
