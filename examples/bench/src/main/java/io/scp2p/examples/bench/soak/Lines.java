package io.scp2p.examples.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the process held over time: judged, and drawn. */
record Lines(List<HeldSample> samples) {
  /** Of the samples: before, caches fill and code is compiled. */
  private static final int WARM_UP_PARTS = 4;

  /** By how much the last part may exceed the one after the warm-up, for each line. */
  private static final double GROWTH = 1.2;

  /** And so much besides, in units of the line: a few transfers more or less. */
  private static final double[] ROOM = {16, 16, 24, 48};

  private static final int WIDTH = 720;
  private static final int PANEL = 130;
  private static final int MARGIN = 90;

  /** What has grown more than it may. */
  List<String> grown() {
    List<String> grown = new ArrayList<>();
    int part = samples.size() / WARM_UP_PARTS;
    if (part == 0) {
      return grown;
    }
    for (int i = 0; i < ROOM.length; i++) {
      double early = median(samples.subList(part, 2 * part), i);
      double late = median(samples.subList(samples.size() - part, samples.size()), i);
      if (late > early * GROWTH + ROOM[i]) {
        grown.add(
            String.format(
                Locale.ROOT, "%s grew from %.1f to %.1f", HeldSample.NAMES.get(i), early, late));
      }
    }
    return grown;
  }

  private static double median(List<HeldSample> some, int which) {
    double[] values = some.stream().mapToDouble(each -> each.value(which)).sorted().toArray();
    return values[values.length / 2];
  }

  String svg() {
    StringBuilder svg =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                    + " font-family=\"sans-serif\" font-size=\"12\">%n"
                    + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n",
                WIDTH + MARGIN,
                ROOM.length * PANEL));
    double last = Math.max(1e-9, samples.get(samples.size() - 1).minutes());
    for (int i = 0; i < ROOM.length; i++) {
      int which = i;
      double most = Math.max(1, samples.stream().mapToDouble(s -> s.value(which)).max().orElse(1));
      int bottom = (i + 1) * PANEL - 24;
      String points =
          samples.stream()
              .map(
                  each ->
                      String.format(
                          Locale.ROOT,
                          "%.1f,%.1f",
                          MARGIN + each.minutes() / last * (WIDTH - 20),
                          bottom - each.value(which) / most * (PANEL - 40)))
              .collect(Collectors.joining(" "));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"6\" y=\"%d\" fill=\"#222222\">%s</text>%n"
                  + "<text x=\"6\" y=\"%d\" fill=\"#666666\">at most %.0f</text>%n"
                  + "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#bbbbbb\"/>%n"
                  + "<polyline points=\"%s\" fill=\"none\" stroke=\"#2e5d9f\"/>%n",
              bottom - 40,
              HeldSample.NAMES.get(i),
              bottom - 24,
              most,
              MARGIN,
              bottom,
              MARGIN + WIDTH - 20,
              bottom,
              points));
    }
    return svg.append("</svg>\n").toString();
  }
}
