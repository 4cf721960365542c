package io.scp2p.examples.node.command;

import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.api.transfer.TransferState;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One line that shows how far a transfer is: redrawn on a terminal, plain lines elsewhere. */
final class ProgressBar {
  private static final int WIDTH = 30;

  /** Plain output says something each time another tenth is done. */
  private static final int PLAIN_STEPS = 10;

  /** Between two files nobody may be there for a moment. */
  private static final int LOST_SECONDS = 3;

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private final String label;
  private final PrintStream out;
  private final boolean terminal;
  private final Executor later;
  private int lastStep = -1;
  private boolean drawn;
  private @Nullable TransferProgress last;
  private TransferState state = TransferState.IDLE;
  private int losses;
  private boolean saidLost;

  /**
   * Nothing drawn yet.
   *
   * @param later runs what it is given after a while
   */
  ProgressBar(String label, PrintStream out, boolean terminal, Executor later) {
    this.label = label;
    this.out = out;
    this.terminal = terminal;
    this.later = later;
  }

  /** A bar on standard error, so that standard output can be piped. */
  static ProgressBar onTerminal(String label) {
    Executor later = CompletableFuture.delayedExecutor(LOST_SECONDS, TimeUnit.SECONDS);
    return new ProgressBar(label, System.err, StandardError.isTerminal(), later);
  }

  /** Draws the newest progress. Called on whichever thread delivers it. */
  synchronized void show(TransferProgress progress) {
    last = progress;
    if (terminal) {
      draw(progress);
      return;
    }
    int step = (int) (progress.fraction() * PLAIN_STEPS);
    if (step > lastStep) {
      lastStep = step;
      out.println(line(progress));
    }
  }

  /** Says that it stands still because nobody is there; else that may last for minutes. */
  synchronized void show(TransferState next) {
    boolean lost = next == TransferState.CONNECTING && state == TransferState.TRANSFERRING;
    state = next;
    if (terminal) {
      if (last != null && drawn) {
        draw(last);
      }
    } else if (lost) {
      int loss = ++losses;
      later.execute(() -> sayLost(loss));
    } else if (saidLost && next == TransferState.TRANSFERRING) {
      saidLost = false;
      out.println(label + ": goes on");
    }
  }

  private synchronized void sayLost(int loss) {
    if (loss == losses && state == TransferState.CONNECTING) {
      saidLost = true;
      out.println(label + ": nobody who has the rest is there; waiting for somebody");
    }
  }

  private void draw(TransferProgress progress) {
    out.print("\r" + line(progress) + "\033[K");
    out.flush();
    drawn = true;
  }

  private String line(TransferProgress progress) {
    int filled = (int) (progress.fraction() * WIDTH);
    boolean waits = state == TransferState.CONNECTING && !progress.isComplete();
    String eta =
        progress.isComplete() || waits
            ? ""
            : progress.eta().map(left -> ", " + time(left) + " left").orElse("");
    return String.format(
        Locale.ROOT,
        "%s [%s%s] %3d%% %s of %s, %s%s",
        label,
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        (int) (100 * progress.fraction()),
        bytes(progress.bytesDone()),
        bytes(progress.bytesTotal()),
        waits ? "waiting for peers" : bytes(progress.bytesPerSecond()) + "/s",
        eta);
  }

  /** A size as people read it. */
  static String bytes(long count) {
    double value = count;
    int unit = 0;
    while (value >= 1024) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? count + " B"
        : String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
  }

  /** A time as people read it. */
  static String time(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 1) {
      return duration.toMillis() + " ms";
    }
    return seconds < 60
        ? seconds + " s"
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** Leaves the line. Harmless when repeated. */
  synchronized void finish() {
    losses++; // Nobody is waited for any more.
    if (drawn) {
      out.println();
      drawn = false;
    }
  }
}
