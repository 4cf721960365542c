package io.scp2p.examples.bench;

import java.util.Locale;

/**
 * What a figure should be.
 *
 * @param line how its line begins in what the command prints
 * @param bound what the median is held against
 * @param least whether the bound is the least it should be, not the most
 */
record Target(String line, double bound, boolean least) {
  static Target atLeast(String line, double bound) {
    return new Target(line, bound, true);
  }

  static Target atMost(String line, double bound) {
    return new Target(line, bound, false);
  }

  boolean isMet(Spread measured) {
    return least ? measured.median() >= bound : measured.median() <= bound;
  }

  /** 1 is the bound itself, more is better. */
  double score(Spread measured) {
    return least ? measured.median() / bound : bound / measured.median();
  }

  String words() {
    return String.format(Locale.ROOT, "%s %s", least ? "≥" : "≤", plain(bound));
  }

  static String plain(double value) {
    return value >= 1_000
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
