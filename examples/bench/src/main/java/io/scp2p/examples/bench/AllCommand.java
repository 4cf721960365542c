package io.scp2p.examples.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Every figure, each in a process of its own, one after the other. */
@Command(
    name = "all",
    mixinStandardHelpOptions = true,
    description = "Runs every figure and writes a report with a chart.")
final class AllCommand implements Callable<Integer> {
  /** Set by the script that starts this program: where the repository is. */
  static final String ROOT = "scp2p.bench.root";

  @Option(
      names = "--report",
      defaultValue = "target/bench.md",
      description =
          "where to write it; the chart and a folder of what was printed go beside it; default"
              + " ${DEFAULT-VALUE}")
  private Path report = Path.of("target", "bench.md");

  @Option(names = "--quick", description = "small sizes: shows that all of it works, in minutes")
  private boolean quick;

  @Option(names = "--list", description = "prints figures, commands and targets; runs nothing")
  private boolean list;

  @Option(
      names = "--only",
      split = ",",
      description = "figures to take, separated by commas; default: all")
  private @Nullable List<String> only;

  @Option(
      names = "--resume",
      description =
          "goes on from what an earlier run has printed; takes again what did not end well")
  private boolean resume;

  @Mixin private final DirectoryOption directory = new DirectoryOption();

  @SuppressWarnings("NullAway.Init") // The command line parser sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    List<Figure> figures = chosen();
    if (list) {
      figures.forEach(each -> out.println(each.described(quick)));
      out.flush();
      return 0;
    }
    Path file = report.toAbsolutePath();
    Path logs = Files.createDirectories(file.resolveSibling(plainName(file) + "-logs"));
    String root = System.getProperty(ROOT);
    Path given = directory.given();
    Runner runner =
        new Runner(
            root == null ? null : Path.of(root),
            given == null ? null : Files.createDirectories(given.toAbsolutePath()),
            out);
    Map<String, Outcome> done = new HashMap<>();
    List<Taken> taken = new ArrayList<>();
    for (Figure figure : figures) {
      String commandLine = figure.commandLine(quick);
      Outcome outcome = done.get(commandLine);
      if (outcome == null) {
        FigureLog log = new FigureLog(logs.resolve(figure.name() + ".log"));
        outcome = resume ? log.outcome(commandLine).orElse(null) : null;
        if (outcome == null) {
          out.printf("%n$ %s%n", commandLine);
          out.flush();
          outcome = runner.run(commandLine, figure.limit(), log.file());
          log.end(outcome);
        }
        done.put(commandLine, outcome);
      }
      taken.add(new Taken(figure, outcome));
      write(new Report(List.copyOf(taken), figures.size()), file);
    }
    Report all = new Report(taken, figures.size());
    out.printf(
        Locale.ROOT,
        "%n%d of %d targets missed or not measured; report: %s%n",
        all.missed(),
        all.targets(),
        file);
    out.flush();
    return taken.stream().allMatch(each -> each.outcome().exitCode().orElse(1) == 0) ? 0 : 1;
  }

  private static String plainName(Path file) {
    return file.getFileName().toString().replaceAll("\\.md$", "");
  }

  /** After every figure: what a run that is cut short has measured is not lost. */
  private void write(Report all, Path file) throws IOException {
    Path chart = file.resolveSibling(plainName(file) + ".svg");
    Files.writeString(chart, new Chart(all.rows()).svg());
    Files.writeString(
        file, all.markdown(Machine.description(), asked(), chart.getFileName().toString()));
  }

  private List<Figure> chosen() {
    List<String> names = only;
    if (names == null) {
      return Figures.ALL;
    }
    for (String name : names) {
      if (Figures.ALL.stream().noneMatch(each -> each.name().equals(name))) {
        throw new ParameterException(spec.commandLine(), "there is no figure " + name);
      }
    }
    return Figures.ALL.stream().filter(each -> names.contains(each.name())).toList();
  }

  private String asked() {
    return "examples/bench/bench all"
        + (quick ? " --quick" : "")
        + (resume ? " --resume" : "")
        + (only == null ? "" : " --only " + String.join(",", only));
  }
}
