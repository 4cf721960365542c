package io.scp2p.core.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * One row of the table: medians of both sides and of the ratio of each round.
 *
 * @param ours what we reached, for the eye
 * @param first what our first run in the process reached
 * @param theirs what the yardstick reached
 * @param ratio median of the rounds' ratios, NaN if there is no yardstick
 * @param least smallest ratio of a round
 * @param most largest ratio of a round
 */
record Figure(
    String what,
    String ours,
    String first,
    String yardstick,
    String theirs,
    double ratio,
    double least,
    double most,
    Target target) {
  static final String HEAD =
      "| what | ours | first run | yardstick | its | ratio (spread) | target | met |\n"
          + "| --- | --- | --- | --- | --- | --- | --- | --- |";

  /** Whether it has a target, and a yardstick that is installed. */
  boolean isJudged() {
    return !Double.isNaN(ratio) && !Double.isNaN(target.bound());
  }

  String row() {
    String ratios =
        Double.isNaN(ratio)
            ? "–"
            : String.format(Locale.ROOT, "**%.2f** (%.2f – %.2f)", ratio, least, most);
    return String.join(
        " | ",
        "| " + what,
        ours,
        first,
        yardstick,
        theirs,
        ratios,
        target.text(),
        target.verdict(ratio) + " |");
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
