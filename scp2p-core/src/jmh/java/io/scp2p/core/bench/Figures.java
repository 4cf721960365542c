package io.scp2p.core.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints what the hot paths reach as a Markdown table of ratios, each against a yardstick measured
 * in the same run and by turns, and writes it to {@code target/bench.md}. Arguments: {@code
 * --quick}, {@code --floors} (exit code 1 if a ratio is below 60 % of its target each time it is
 * taken), and the groups wanted (all if none is named).
 */
final class Figures {
  private static final Path REPORT = Path.of("target", "bench.md");

  /** How often a ratio is taken that is below its floor: what was lost is lost each time. */
  private static final int ATTEMPTS = 3;

  /** The figures of one area. */
  @FunctionalInterface
  private interface Group {
    void measure(Comparison comparison) throws Exception;
  }

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final List<String> lines = new ArrayList<>();
  private final List<Figure> all = new ArrayList<>();

  private Figures() {}

  public static void main(String[] arguments) throws Exception {
    Map<String, Group> groups = new LinkedHashMap<>();
    groups.put("blake3", Blake3Figures::measure);
    groups.put("coding", CodingFigures::measure);
    groups.put("crypto", CryptoFigures::measure);
    groups.put("wire", WireFigures::measure);

    List<String> wanted = new ArrayList<>(List.of(arguments));
    boolean floors = wanted.remove("--floors");
    Effort effort = wanted.remove("--quick") ? Effort.QUICK : Effort.FULL;
    if (!groups.keySet().containsAll(wanted)) {
      throw new IllegalArgumentException("groups are " + groups.keySet() + ", not " + wanted);
    }
    if (!wanted.isEmpty()) {
      groups.keySet().retainAll(wanted);
    }
    Figures figures = new Figures();
    figures.run(effort, floors ? ATTEMPTS : 1, groups.values());
    if (floors && !figures.held()) {
      System.exit(1);
    }
  }

  private boolean held() {
    List<Figure> measured = all.stream().filter(Figure::isJudged).toList();
    List<Figure> broken =
        measured.stream().filter(each -> each.target().isBroken(each.ratio())).toList();
    for (Figure each : broken) {
      out.printf(
          Locale.ROOT,
          "below the floor: %s against %s: %.2f, the floor is %.2f%n",
          each.what(),
          each.yardstick(),
          each.ratio(),
          each.target().floor());
    }
    out.printf("%d floors, %d broken%n", measured.size(), broken.size());
    if (measured.isEmpty()) {
      out.println("no yardstick of these groups is installed: nothing was held to a floor");
    }
    return broken.isEmpty() && !measured.isEmpty();
  }

  private void run(Effort effort, int attempts, Iterable<Group> groups) throws Exception {
    line(Machine.description() + "; load " + Machine.load() + " at the start.");
    line(
        effort.name()
            + " run: "
            + effort.rounds()
            + " rounds by turns, one thread, processor time of that thread.");
    line("");
    line(Figure.HEAD);
    Comparison comparison = new Comparison(effort, attempts, this::taken);
    for (Group group : groups) {
      group.measure(comparison);
    }
    line("");
    line("Load " + Machine.load() + " at the end.");
    write();
  }

  private void taken(Figure figure) {
    all.add(figure);
    line(figure.row());
  }

  private void line(String text) {
    out.println(text);
    lines.add(text);
  }

  private void write() throws IOException {
    Files.createDirectories(REPORT.getParent());
    Files.write(REPORT, lines);
  }
}
