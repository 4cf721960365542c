package io.scp2p.examples.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * One command, with what the performance targets say of its results. Two figures may name the same
 * command: it runs once.
 *
 * @param name as in {@code --only}
 * @param row of the table of targets; several figures may be needed for one
 * @param full the command line for a report: of this program if it begins with {@code bench}, else
 *     a script of the repository
 * @param quick the same for a first look, in a few minutes for all figures
 * @param limit after which its processes are ended
 */
record Figure(
    String name, String row, String full, String quick, Duration limit, List<Target> targets) {
  /** Begins a command line of this program. */
  static final String BENCH = "bench ";

  String commandLine(boolean quickly) {
    return quickly ? quick : full;
  }

  /** What it is, how it is taken, and what it should be. */
  String described(boolean quickly) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %s%n  $ %s    (at most %d min)%n",
            name,
            row,
            commandLine(quickly),
            limit.toMinutes()));
    for (Target each : targets) {
      text.append(
          String.format(
              Locale.ROOT, "  %s %s%n", each.name().replaceAll("\\s+", " "), each.words()));
    }
    return text.toString();
  }
}
