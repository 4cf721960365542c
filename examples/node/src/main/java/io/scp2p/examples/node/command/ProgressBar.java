package io.scp2p.examples.node.command;

import io.scp2p.api.transfer.TransferProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** One line that shows how far a transfer is: redrawn on a terminal, plain lines elsewhere. */
final class ProgressBar {
  private static final int WIDTH = 30;

  /** Plain output says something each time another tenth is done. */
  private static final int PLAIN_STEPS = 10;

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private final String label;
  private final PrintStream out;
  private final boolean terminal;
  private int lastStep = -1;
  private boolean drawn;

  ProgressBar(String label, PrintStream out, boolean terminal) {
    this.label = label;
    this.out = out;
    this.terminal = terminal;
  }

  /** A bar on standard error, so that standard output can be piped. */
  static ProgressBar onTerminal(String label) {
    return new ProgressBar(label, System.err, StandardError.isTerminal());
  }

  /** Draws the newest progress. Called on whichever thread delivers it. */
  synchronized void show(TransferProgress progress) {
    if (terminal) {
      out.print("\r" + line(progress) + "\033[K");
      out.flush();
      drawn = true;
      return;
    }
    int step = (int) (progress.fraction() * PLAIN_STEPS);
    if (step > lastStep) {
      lastStep = step;
      out.println(line(progress));
    }
  }

  private String line(TransferProgress progress) {
    int filled = (int) (progress.fraction() * WIDTH);
    String eta =
        progress.isComplete()
            ? ""
            : progress.eta().map(left -> ", " + time(left) + " left").orElse("");
    return String.format(
        Locale.ROOT,
        "%s [%s%s] %3d%% %s of %s, %s/s%s",
        label,
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        (int) (100 * progress.fraction()),
        bytes(progress.bytesDone()),
        bytes(progress.bytesTotal()),
        bytes(progress.bytesPerSecond()),
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
    if (drawn) {
      out.println();
      drawn = false;
    }
  }
}
