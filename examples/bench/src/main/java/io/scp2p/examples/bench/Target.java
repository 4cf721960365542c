package io.scp2p.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a figure should be, and how it is found in what a command prints.
 *
 * @param name what was measured, in words
 * @param pattern finds group {@code v}, and {@code lo} and {@code hi} if the command says how far
 *     its readings lie apart; each match is a reading
 * @param judged which of several readings is held against the bound
 * @param bound what it is held against
 * @param least whether the bound is the least it should be, not the most
 */
record Target(String name, Pattern pattern, Judged judged, double bound, boolean least) {
  private static final String NUMBER = "(?<%s>[0-9][0-9,]*(?:\\.[0-9]+)?)";

  /** A number, as the figure itself. */
  static final String V = NUMBER.formatted("v");

  /** A median and its spread, as {@link Spread} says it. */
  static final String SPREAD =
      "median " + V + " \\(" + NUMBER.formatted("lo") + " to " + NUMBER.formatted("hi") + "\\)";

  /** Which of several readings counts. */
  enum Judged {
    MEDIAN("median"),
    WORST("worst"),
    P95("p95");

    private final String word;

    Judged(String word) {
      this.word = word;
    }
  }

  /** The line that begins like that and goes on with a median and a spread. */
  static Target atLeast(String line, double bound) {
    return new Target(line, line(line), Judged.MEDIAN, bound, true);
  }

  /** The line that begins like that and goes on with a median and a spread. */
  static Target atMost(String line, double bound) {
    return new Target(line, line(line), Judged.MEDIAN, bound, false);
  }

  /** What the pattern finds. */
  static Target atLeast(String name, String pattern, double bound) {
    return new Target(name, compiled(pattern), Judged.MEDIAN, bound, true);
  }

  /** What the pattern finds. */
  static Target atMost(String name, String pattern, double bound) {
    return new Target(name, compiled(pattern), Judged.MEDIAN, bound, false);
  }

  /** A row of the table that {@code scp2p-core/bench} prints; {@code what} is a pattern. */
  static Target ratioAtLeast(String name, String what, String yardstick, double bound) {
    return new Target(name, row(what, yardstick), Judged.MEDIAN, bound, true);
  }

  /** A row of the table that {@code scp2p-core/bench} prints; {@code what} is a pattern. */
  static Target ratioAtMost(String name, String what, String yardstick, double bound) {
    return new Target(name, row(what, yardstick), Judged.MEDIAN, bound, false);
  }

  /** The command itself says that all is well, by its exit code. */
  static Target held(String name) {
    return atMost(name, "^exit code (?<v>\\d+)$", 0);
  }

  Target worst() {
    return new Target(name, pattern, Judged.WORST, bound, least);
  }

  Target p95() {
    return new Target(name, pattern, Judged.P95, bound, least);
  }

  private static Pattern line(String begin) {
    return compiled("^" + Pattern.quote(begin) + "\\s+" + SPREAD);
  }

  /** A row that says "same" is about what the row above it is about. */
  private static Pattern row(String what, String yardstick) {
    return compiled(
        "^\\| "
            + what
            + " \\|(?:[^\\n]*\\n\\| same[^|]*\\|)*?[^\\n]*\\| "
            + Pattern.quote(yardstick)
            + " \\|[^|\\n]*\\| \\*\\*(?<v>[0-9.]+)\\*\\* \\((?<lo>[0-9.]+) – (?<hi>[0-9.]+)\\)");
  }

  private static Pattern compiled(String pattern) {
    return Pattern.compile(pattern, Pattern.MULTILINE);
  }

  /** What was measured; empty if the command has failed before, or could not run. */
  Optional<Measured> read(String printed) {
    List<Measured> readings = new ArrayList<>();
    for (Matcher match = pattern.matcher(printed); match.find(); ) {
      double value = number(match.group("v"));
      readings.add(
          hasSpread()
              ? new Measured(value, number(match.group("lo")), number(match.group("hi")))
              : new Measured(value, value, value));
    }
    if (readings.isEmpty()) {
      return Optional.empty();
    }
    double[] values = readings.stream().mapToDouble(Measured::value).sorted().toArray();
    double value =
        switch (judged) {
          case MEDIAN -> Spread.of(readings.stream().map(Measured::value).toList()).median();
          case WORST -> least ? values[0] : values[values.length - 1];
          case P95 -> values[(int) Math.ceil(0.95 * values.length) - 1];
        };
    double lowest = readings.stream().mapToDouble(Measured::lowest).min().orElseThrow();
    double highest = readings.stream().mapToDouble(Measured::highest).max().orElseThrow();
    return Optional.of(new Measured(value, lowest, highest));
  }

  private boolean hasSpread() {
    return pattern.pattern().contains("(?<lo>");
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace(",", ""));
  }

  boolean isMet(Measured measured) {
    return least ? measured.value() >= bound : measured.value() <= bound;
  }

  /** 1 is the bound itself, more is better. */
  double score(Measured measured) {
    if (bound == 0 || measured.value() == 0) {
      return isMet(measured) ? 1 : 0;
    }
    return least ? measured.value() / bound : bound / measured.value();
  }

  String words() {
    String which = judged == Judged.MEDIAN ? "" : judged.word + " ";
    return String.format(Locale.ROOT, "%s%s %s", which, least ? "≥" : "≤", plain(bound));
  }

  static String plain(double value) {
    return value >= 1_000
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
