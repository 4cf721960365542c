package io.scp2p.examples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
  @Option(
      names = "--report",
      defaultValue = "target/bench.md",
      description = "where to write it; the chart goes beside it; default ${DEFAULT-VALUE}")
  private Path report = Path.of("target", "bench.md");

  @Option(names = "--quick", description = "small sizes: shows that all of it works, in minutes")
  private boolean quick;

  @Option(
      names = "--only",
      split = ",",
      description = "commands to run, separated by commas; default: all")
  private @Nullable List<String> only;

  @Option(
      names = "--directory",
      description = "where to work, on the disk that counts; default: a temporary one")
  private @Nullable Path directory;

  @SuppressWarnings("NullAway.Init") // The command line parser sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    List<Outcome> outcomes = new ArrayList<>();
    for (Figure figure : chosen()) {
      outcomes.add(run(figure, out));
    }
    Report all = new Report(outcomes);
    Path file = report.toAbsolutePath();
    Path chart = file.resolveSibling(file.getFileName().toString().replaceAll("\\.md$", "") + ".svg");
    Files.createDirectories(file.getParent());
    Files.writeString(chart, all.svg());
    Files.writeString(
        file, all.markdown(machine(), commandLine(), chart.getFileName().toString()));
    out.printf(Locale.ROOT, "%n%d targets missed or not measured; report: %s%n", all.missed(), file);
    out.flush();
    return outcomes.stream().allMatch(each -> each.exitCode() == 0) ? 0 : 1;
  }

  private List<Figure> chosen() {
    List<String> names = only;
    if (names == null) {
      return Figure.ALL;
    }
    for (String name : names) {
      if (Figure.ALL.stream().noneMatch(each -> each.command().equals(name))) {
        throw new ParameterException(spec.commandLine(), "there is no figure " + name);
      }
    }
    return Figure.ALL.stream().filter(each -> names.contains(each.command())).toList();
  }

  private Outcome run(Figure figure, PrintWriter out) throws IOException, InterruptedException {
    String options = quick ? figure.quick() : figure.full();
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Bench.class.getName(),
                figure.command()));
    arguments.addAll(List.of(options.split(" ")));
    if (directory != null && !figure.command().equals("transfer")) {
      arguments.addAll(List.of("--directory", directory.toString()));
    }
    out.printf("%n$ bench %s %s%n", figure.command(), options);
    out.flush();
    Process process =
        new ProcessBuilder(arguments).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        lines.add(line);
        out.println(line);
        out.flush();
      }
    }
    return new Outcome(
        figure, figure.command() + " " + options, process.waitFor(), List.copyOf(lines), load);
  }

  private String commandLine() {
    return "examples/bench/bench all" + (quick ? " --quick" : "");
  }

  private static String machine() {
    return String.format(
        Locale.ROOT,
        "%s %s, %d processors, Java %s (%s). Both ends on one machine; medians, A and B by turns.",
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        System.getProperty("java.vm.name"));
  }
}
