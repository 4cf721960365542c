package io.scp2p.examples.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs Jazzer on one target, in a process of its own: niced, and with a small heap. */
final class Campaign {
  private static final Pattern EXECUTIONS =
      Pattern.compile("stat::number_of_executed_units: *(\\d+)");
  private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+)");
  private static final Pattern REPRODUCER = Pattern.compile("Test unit written to (\\S+)");
  private static final int INPUT_TIMEOUT_SECONDS = 20;

  /** In a short run the second compiler costs more than it brings. */
  private static final int SHORT_SECONDS = 30;

  private static final int MAX_INPUT_BYTES = 65_536;

  private final Path work;
  private final Vectors vectors;
  private final int nice;

  /**
   * A campaign.
   *
   * @param work where seeds, new inputs, logs and reproducers are kept
   * @param nice how far processes stand back
   */
  Campaign(Path work, Vectors vectors, int nice) {
    this.work = work;
    this.vectors = vectors;
    this.nice = nice;
  }

  /**
   * What came of one target.
   *
   * @param executions inputs tried
   * @param coverage edges of our code that were reached, as libFuzzer counts them
   * @param findings files that reproduce what was found
   * @param exit of the process
   */
  record Outcome(FuzzTarget target, long executions, long coverage, List<Path> findings, int exit) {
    boolean isClean() {
      return exit == 0 && findings.isEmpty();
    }
  }

  Outcome run(FuzzTarget target, int seconds) throws IOException, InterruptedException {
    Path folder = work.resolve(target.name());
    Path seeds = folder.resolve("seeds");
    Path found = folder.resolve("corpus");
    Path findings = folder.resolve("findings");
    Files.createDirectories(found);
    Files.createDirectories(findings);
    Corpus.write(target, vectors, seeds);
    Process process =
        new ProcessBuilder(command(target, seconds, findings, found, seeds))
            .redirectErrorStream(true)
            .directory(folder.toFile())
            .start();
    long executions = 0;
    long coverage = 0;
    List<Path> reproducers = new ArrayList<>();
    try (BufferedReader out =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var log = Files.newBufferedWriter(folder.resolve("log.txt"))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        log.write(line);
        log.newLine();
        executions = Math.max(executions, number(EXECUTIONS, line));
        coverage = Math.max(coverage, number(COVERAGE, line));
        Matcher written = REPRODUCER.matcher(line);
        if (written.find()) {
          reproducers.add(Path.of(written.group(1)));
        }
      }
    }
    return new Outcome(target, executions, coverage, reproducers, process.waitFor());
  }

  private static long number(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private static boolean isOfTheDaemon(FuzzTarget target) {
    return target.name().startsWith("http-");
  }

  /** Jazzer takes every connection for a forged one; that to the daemon is the target's own. */
  private static Stream<String> unhooked(FuzzTarget target) {
    return isOfTheDaemon(target)
        ? Stream.of(
            "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery")
        : Stream.empty();
  }

  /** Behind the daemon a whole node is at work: what it does by itself says nothing. */
  private static String instrumented(FuzzTarget target) {
    return isOfTheDaemon(target)
        ? "io.scp2p.api.**:io.scp2p.examples.node.**"
        : "io.scp2p.api.**:io.scp2p.core.**";
  }

  private List<String> command(
      FuzzTarget target, int seconds, Path findings, Path found, Path seeds) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Stream<String> command =
        Stream.of(
            "nice",
            "-n",
            Integer.toString(nice),
            java.toString(),
            "-Xmx512m",
            "-Xss1m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=" + (seconds > SHORT_SECONDS ? 4 : 1),
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + JazzerEntry.class.getName(),
            "--target_args=" + Targets.groupOf(target.name()) + " " + target.name(),
            "--custom_hook_includes=io.scp2p.**",
            "--instrumentation_includes=" + instrumented(target),
            "--reproducer_path=" + findings.toAbsolutePath(),
            "-artifact_prefix=" + findings.toAbsolutePath() + "/",
            "-max_total_time=" + seconds,
            "-timeout=" + INPUT_TIMEOUT_SECONDS,
            // Half of that is nothing on a machine that is busy with something else.
            "-report_slow_units=" + INPUT_TIMEOUT_SECONDS,
            "-max_len=" + MAX_INPUT_BYTES,
            "-rss_limit_mb=2500",
            "-print_final_stats=1",
            found.toAbsolutePath().toString(),
            seeds.toAbsolutePath().toString());
    return Stream.concat(command, unhooked(target)).toList();
  }
}
