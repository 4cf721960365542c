package io.scp2p.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What all figures came to, as Markdown and as a chart. */
record Report(List<Outcome> outcomes) {
  private static final int ROW_PIXELS = 26;
  private static final int LABEL_PIXELS = 330;
  private static final int UNIT_PIXELS = 200;
  private static final int WIDTH_PIXELS = LABEL_PIXELS + 3 * UNIT_PIXELS;
  private static final double MOST_SHOWN = 2.5;

  private record Row(Outcome outcome, Target target, Optional<Spread> result) {}

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      for (Target target : outcome.figure().targets()) {
        rows.add(new Row(outcome, target, outcome.result(target)));
      }
    }
    return rows;
  }

  /** How many targets were missed or not measured. */
  long missed() {
    return rows().stream()
        .filter(row -> row.result().filter(row.target()::isMet).isEmpty())
        .count();
  }

  String markdown(String machine, String commandLine, String chart) {
    StringBuilder text = new StringBuilder("# Figures\n\n");
    text.append("`").append(commandLine).append("`\n\n").append(machine).append("\n\n");
    text.append("![How far each figure is from its target](").append(chart).append(")\n\n");
    text.append("| command | result | median | spread | target | met | load before |\n");
    text.append("| --- | --- | --- | --- | --- | --- | --- |\n");
    for (Row row : rows()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | %s | %s | %s | %s | %.1f |%n",
              row.outcome().commandLine(),
              row.target().line().replaceAll("\\s+", " "),
              row.result().map(Spread::median).map(Target::plain).orElse("not measured"),
              row.result()
                  .map(each -> Target.plain(each.lowest()) + " – " + Target.plain(each.highest()))
                  .orElse("–"),
              row.target().words(),
              row.result().map(each -> row.target().isMet(each) ? "yes" : "**no**").orElse("–"),
              row.outcome().load()));
    }
    text.append("\nEverything that was printed:\n");
    for (Outcome outcome : outcomes) {
      text.append("\n```\n$ bench ").append(outcome.commandLine()).append('\n');
      outcome.lines().forEach(line -> text.append(line).append('\n'));
      text.append("exit code ").append(outcome.exitCode()).append("\n```\n");
    }
    return text.toString();
  }

  /** Bars that should reach the line at 1, each figure in parts of its target. */
  String svg() {
    List<Row> rows = rows();
    int height = (rows.size() + 2) * ROW_PIXELS;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n",
            WIDTH_PIXELS,
            height));
    int y = ROW_PIXELS / 2;
    for (Row row : rows) {
      double score = row.result().map(row.target()::score).orElse(0.0);
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"8\" y=\"%d\" fill=\"#222222\">%s</text>%n"
                  + "<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"16\" fill=\"%s\"/>%n"
                  + "<text x=\"%.0f\" y=\"%d\" fill=\"#222222\">%.2f</text>%n",
              y + 13,
              escaped(row.outcome().figure().command() + ": " + row.target().line()),
              LABEL_PIXELS,
              y,
              Math.min(score, MOST_SHOWN) * UNIT_PIXELS,
              score >= 1 ? "#2e7d4f" : "#b5532a",
              LABEL_PIXELS + Math.min(score, MOST_SHOWN) * UNIT_PIXELS + 6,
              y + 13,
              score));
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

  private static String escaped(String text) {
    return text.replaceAll("\\s+", " ").replace("&", "&amp;").replace("<", "&lt;");
  }
}
