package io.scp2p.examples.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.swing.JProgressBar;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** The rules of Swing, without a screen. */
@Timeout(120)
class ProgressBindingTest {
  private static final long TOTAL = 1L << 40;

  @BeforeAll
  static void withoutScreen() {
    System.setProperty("java.awt.headless", "true");
  }

  /** Notes who moves it. */
  private static final class Bar extends JProgressBar {
    private static final long serialVersionUID = 1L;

    private final transient List<Integer> values = new CopyOnWriteArrayList<>();
    private volatile boolean elsewhere;

    @Override
    public void setValue(int value) {
      super.setValue(value);
      elsewhere |= !SwingUtilities.isEventDispatchThread();
      values.add(value);
    }
  }

  private static TransferProgress at(long bytes) {
    return new TransferProgress(
        new TransferId(new UUID(1, 1)), bytes, TOTAL, 2_500_000, Duration.ofSeconds(65), List.of());
  }

  private static void awaitEventThread() throws Exception {
    // Twice: what the first round started may have queued another.
    SwingUtilities.invokeAndWait(() -> {});
    SwingUtilities.invokeAndWait(() -> {});
  }

  @Test
  void theBarIsMovedOnTheEventDispatchThreadAlone() throws Exception {
    Bar bar = new Bar();
    ProgressBinding.bind(Flux.just(at(0), at(TOTAL / 2), at(TOTAL)), bar);
    awaitEventThread();
    assertThat(bar.values).last().isEqualTo(ProgressBinding.FULL);
    assertThat(bar.elsewhere).isFalse();
    assertThat(bar.getString()).isEqualTo("100 %, 2.5 MB/s, 1:05 left");
  }

  @Test
  void aBusyWindowSeesTheNewestOnly() throws Exception {
    Bar bar = new Bar();
    Sinks.Many<TransferProgress> progress = Sinks.many().multicast().directBestEffort();
    ProgressBinding.bind(progress.asFlux(), bar);
    CountDownLatch busy = new CountDownLatch(1);
    CompletableFuture<Void> free = new CompletableFuture<>();
    SwingUtilities.invokeLater(
        () -> {
          busy.countDown();
          free.join();
        });
    busy.await();
    for (int i = 1; i <= 1_000; i++) {
      progress.tryEmitNext(at(TOTAL / 1_000 * i)).orThrow();
    }
    free.complete(null);
    awaitEventThread();
    assertThat(bar.values).hasSizeLessThan(5).last().isEqualTo(999);
  }

  @Test
  void aFailureIsShownAndDisposingEndsIt() throws Exception {
    Bar failed = new Bar();
    ProgressBinding.bind(Flux.error(new IllegalStateException("gone")), failed);
    Bar left = new Bar();
    Sinks.Many<TransferProgress> progress = Sinks.many().multicast().directBestEffort();
    Disposable binding = ProgressBinding.bind(progress.asFlux(), left);
    binding.dispose();
    assertThat(progress.currentSubscriberCount()).isZero();
    awaitEventThread();
    assertThat(failed.getString()).isEqualTo("stopped");
    assertThat(left.values).isEmpty();
  }

  @Test
  void theWindowSaysWhyADownloadHasFailed() {
    Scp2pException failure =
        new Scp2pException(ErrorCode.DISK_FULL, "The disk of /films is full.", Map.of());
    assertThat(DownloadWindow.ended(failure))
        .startsWith("ERROR: SCP2P-")
        .contains("The disk of /films is full.", "What to do: " + ErrorCode.DISK_FULL.remedy());
    Scp2pException cancelled = new Scp2pException(ErrorCode.CANCELLED, "By you.", Map.of());
    assertThat(DownloadWindow.ended(cancelled)).isEqualTo("CANCELLED");
    assertThat(DownloadWindow.ended(new IllegalStateException("a bug"))).contains("a bug");
  }
}
