package io.scp2p.examples.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What figures came to, as Markdown.
 *
 * @param of how many figures there will be
 */
record Report(List<Taken> taken, int of) {
  /** Of what a command printed; results come last. */
  private static final int MOST_LINES = 120;

  /** What a build says of itself, also in colours. */
  private static final Pattern BUILD = Pattern.compile("\\[(INFO|WARNING)].*");

  private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");

  /** One target, and what was measured of it. */
  record Row(Taken taken, Target target, Optional<Measured> result) {
    boolean isMet() {
      return result.filter(target::isMet).isPresent();
    }
  }

  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Taken each : taken) {
      for (Target target : each.figure().targets()) {
        rows.add(new Row(each, target, each.outcome().result(target)));
      }
    }
    return rows;
  }

  long targets() {
    return rows().size();
  }

  /** How many targets were missed or not measured. */
  long missed() {
    return rows().stream().filter(row -> !row.isMet()).count();
  }

  String markdown(String machine, String commandLine, String chart) {
    StringBuilder text = new StringBuilder("# Figures\n\n");
    text.append("`").append(commandLine).append("`\n\n").append(machine);
    text.append(" Both ends of everything on this machine; A and B by turns.\n\n");
    if (taken.size() < of) {
      text.append(
          String.format(Locale.ROOT, "**Not finished: %d of %d figures.**\n\n", taken.size(), of));
    }
    text.append(
        String.format(
            Locale.ROOT, "%d of %d targets are met.\n\n", targets() - missed(), targets()));
    text.append("![How far each figure is from its target](").append(chart).append(")\n\n");
    table(text);
    text.append("\nWhat was printed; of long outputs the last lines:\n");
    Set<String> printed = new HashSet<>();
    for (Taken each : taken) {
      if (printed.add(each.outcome().commandLine())) {
        output(text, each.outcome());
      }
    }
    return text.toString();
  }

  private void table(StringBuilder text) {
    text.append("| target | figure | measured | value | spread | wanted | met | load before |\n");
    text.append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    String above = "";
    for (Row row : rows()) {
      String name = row.taken().figure().row();
      Outcome outcome = row.taken().outcome();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | `%s` | %s | %s | %s | %s | %s | %.1f |\n",
              name.equals(above) ? "" : name,
              row.taken().figure().name(),
              row.target().name().replaceAll("\\s+", " "),
              row.result()
                  .map(each -> Target.plain(each.value()))
                  .orElse("not measured: " + outcome.excuse()),
              row.result()
                  .map(each -> Target.plain(each.lowest()) + " – " + Target.plain(each.highest()))
                  .orElse("–"),
              row.target().words(),
              (row.isMet() ? "yes" : "**no**") + remark(outcome.exitCode()),
              outcome.load()));
      above = name;
    }
  }

  private static String remark(OptionalInt exitCode) {
    return exitCode.orElse(0) == 0 ? "" : ", exit code " + exitCode.getAsInt();
  }

  private static void output(StringBuilder text, Outcome outcome) {
    List<String> lines =
        outcome.lines().stream()
            .map(line -> COLOUR.matcher(line).replaceAll(""))
            .filter(line -> !BUILD.matcher(line).matches())
            .toList();
    text.append("\n```\n$ ").append(outcome.commandLine()).append('\n');
    int left = Math.max(0, lines.size() - MOST_LINES);
    if (left > 0) {
      text.append("... ").append(left).append(" lines ...\n");
    }
    lines.subList(left, lines.size()).forEach(line -> text.append(line).append('\n'));
    text.append(
        outcome.exitCode().isPresent()
            ? "exit code " + outcome.exitCode().getAsInt()
            : outcome.excuse());
    text.append(String.format(Locale.ROOT, ", after %.0f s\n```\n", outcome.seconds()));
  }
}
