package io.scp2p.examples.bench;

import java.util.List;
import java.util.Locale;

/** Bars that should reach the line at 1, each target in parts of itself. */
record Chart(List<Report.Row> rows) {
  private static final int ROW_PIXELS = 22;
  private static final int LABEL_PIXELS = 430;
  private static final int UNIT_PIXELS = 200;
  private static final int WIDTH_PIXELS = LABEL_PIXELS + 3 * UNIT_PIXELS;
  private static final double MOST_SHOWN = 2.5;

  String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n",
            WIDTH_PIXELS,
            (rows.size() + 2) * ROW_PIXELS));
    int y = ROW_PIXELS / 2;
    for (Report.Row row : rows) {
      bar(svg, row, y);
      y += ROW_PIXELS;
    }
    int target = LABEL_PIXELS + UNIT_PIXELS;
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%1$d\" y1=\"0\" x2=\"%1$d\" y2=\"%2$d\" stroke=\"#222222\"/>%n"
                + "<text x=\"%3$d\" y=\"%4$d\" fill=\"#222222\">target</text>%n</svg>%n",
            target,
            y + 4,
            target + 6,
            y + 13));
    return svg.toString();
  }

  private static void bar(StringBuilder svg, Report.Row row, int y) {
    double score = row.result().map(row.target()::score).orElse(0.0);
    double width = Math.min(score, MOST_SHOWN) * UNIT_PIXELS;
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"8\" y=\"%d\" fill=\"#222222\">%s</text>%n"
                + "<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"16\" fill=\"%s\"/>%n"
                + "<text x=\"%.0f\" y=\"%d\" fill=\"#222222\">%s</text>%n",
            y + 13,
            escaped(row.taken().figure().name() + ": " + row.target().name()),
            LABEL_PIXELS,
            y,
            width,
            row.isMet() ? "#2e7d4f" : "#b5532a",
            LABEL_PIXELS + width + 6,
            y + 13,
            row.result().isPresent() ? String.format(Locale.ROOT, "%.2f", score) : "not measured"));
  }

  private static String escaped(String text) {
    return text.replaceAll("\\s+", " ").replace("&", "&amp;").replace("<", "&lt;");
  }
}
