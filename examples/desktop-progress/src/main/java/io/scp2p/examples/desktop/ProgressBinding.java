package io.scp2p.examples.desktop;

import io.scp2p.api.transfer.TransferProgress;
import java.time.Duration;
import java.util.Locale;
import javax.swing.JProgressBar;
import javax.swing.SwingUtilities;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Shows progress in a bar. A node delivers signals on threads of its own, and Swing wants to be
 * touched on the event dispatch thread alone; between the two only the newest progress waits, so
 * that a window that is busy never makes a queue.
 */
final class ProgressBinding {
  /** What is full: the bar counts in int, transfers in long. */
  static final int FULL = 1_000;

  private static final Scheduler EVENT_DISPATCH_THREAD =
      Schedulers.fromExecutor(SwingUtilities::invokeLater);

  private ProgressBinding() {}

  /** Until the stream ends or the answer is disposed of. Errors are the business of the result. */
  // tag::bind[]
  static Disposable bind(Flux<TransferProgress> progress, JProgressBar bar) {
    bar.setMaximum(FULL);
    bar.setStringPainted(true);
    return progress
        .onBackpressureLatest()
        .publishOn(EVENT_DISPATCH_THREAD, 1)
        .subscribe(
            newest -> {
              bar.setValue((int) (FULL * newest.fraction()));
              bar.setString(text(newest));
            },
            failure -> bar.setString("stopped"));
  }

  // end::bind[]

  static String text(TransferProgress progress) {
    String left = progress.eta().map(time -> ", " + seconds(time) + " left").orElse("");
    return String.format(
        Locale.ROOT,
        "%d %%, %.1f MB/s%s",
        (int) (100 * progress.fraction()),
        progress.bytesPerSecond() / 1e6,
        left);
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
  }
}
