package io.scp2p.examples.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line of the fuzz targets. */
@Command(
    name = "fuzz",
    mixinStandardHelpOptions = true,
    description = "Feeds decoders and machines with what nobody should send.")
public final class Fuzz {
  private static final int FOUND = 2;

  @Option(
      names = "--vectors",
      defaultValue = "conformance-vectors",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Folder with the conformance vectors.")
  private Path vectors = Path.of("conformance-vectors");

  @Option(
      names = "--work",
      defaultValue = "examples/fuzz/target/fuzz",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Where seeds, new inputs, logs and reproducers are kept.")
  private Path work = Path.of("examples/fuzz/target/fuzz");

  @Option(
      names = "--nice",
      defaultValue = "10",
      scope = CommandLine.ScopeType.INHERIT,
      description = "How far the processes stand back.")
  private int nice = 10;

  private Fuzz() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String... arguments) {
    System.exit(new CommandLine(new Fuzz()).execute(arguments));
  }

  @Command(description = "Names the targets.")
  int list() {
    Targets.all().forEach(target -> System.out.printf("%-20s %s%n", target.name(), target.says()));
    return 0;
  }

  @Command(description = "Runs one target.")
  int run(
      @Parameters(paramLabel = "TARGET") String name,
      @Option(names = "--seconds", defaultValue = "60") int seconds)
      throws ExecutionException, InterruptedException {
    return campaign(List.of(named(name)), seconds, 1);
  }

  @Command(description = "Runs every target, or those whose names are given, each by itself.")
  int all(
      @Option(names = "--seconds", defaultValue = "60") int seconds,
      @Option(names = "--jobs", defaultValue = "1") int jobs,
      @Parameters(paramLabel = "TARGET", arity = "0..*") @Nullable List<String> names)
      throws ExecutionException, InterruptedException {
    return campaign(chosen(names), seconds, jobs);
  }

  @Command(
      description =
          "Damages the seeds of every target in this process, without looking at coverage.")
  int quick(
      @Option(names = "--seconds", defaultValue = "2") int seconds,
      @Option(names = "--seed", defaultValue = "1") long seed,
      @Parameters(paramLabel = "TARGET", arity = "0..*") @Nullable List<String> names)
      throws IOException {
    Vectors read = new Vectors(vectors);
    long executions = 0;
    int found = 0;
    for (FuzzTarget target : chosen(names)) {
      Damage damage = new Damage(target, Corpus.of(target, read), seed);
      Path reproducer = damage.run(seconds, work);
      executions += damage.executions();
      System.out.printf("| %s | %,d |%n", target.name(), damage.executions());
      if (reproducer != null) {
        found++;
        System.out.println("  " + damage.finding() + ", reproduce with: " + reproducer);
      }
    }
    System.out.printf("| **all** | **%,d** | findings: %d%n", executions, found);
    return found == 0 ? 0 : FOUND;
  }

  @Command(description = "Runs one input.")
  int replay(@Parameters(paramLabel = "TARGET") String name, @Parameters Path file)
      throws IOException {
    boolean accepted = named(name).feed().take(Files.readAllBytes(file));
    System.out.println(accepted ? "accepted" : "refused");
    return 0;
  }

  private static List<FuzzTarget> chosen(@Nullable List<String> names) {
    return names == null || names.isEmpty()
        ? Targets.all()
        : names.stream().map(Fuzz::named).toList();
  }

  private static FuzzTarget named(String name) {
    return Targets.named(name)
        .orElseThrow(() -> new IllegalArgumentException("no target " + name + ": see fuzz list"));
  }

  private int campaign(List<FuzzTarget> targets, int seconds, int jobs)
      throws ExecutionException, InterruptedException {
    Campaign campaign = new Campaign(work, new Vectors(vectors), nice);
    ExecutorService lanes = Executors.newFixedThreadPool(jobs);
    List<Future<Campaign.Outcome>> running = new ArrayList<>();
    for (FuzzTarget target : targets) {
      Callable<Campaign.Outcome> one = () -> campaign.run(target, seconds);
      running.add(lanes.submit(one));
    }
    lanes.shutdown();
    long executions = 0;
    long coverage = 0;
    int found = 0;
    System.out.println("| target | executions | coverage | findings |");
    System.out.println("| --- | ---: | ---: | ---: |");
    for (Future<Campaign.Outcome> each : running) {
      Campaign.Outcome outcome = each.get();
      System.out.printf(
          "| %s | %,d | %,d | %d |%n",
          outcome.target().name(),
          outcome.executions(),
          outcome.coverage(),
          outcome.findings().size());
      outcome.findings().forEach(file -> System.out.println("  reproduce with: " + file));
      if (!outcome.isClean()) {
        found++;
        System.out.println("  exit " + outcome.exit() + ", see its log.txt");
      }
      executions += outcome.executions();
      coverage += outcome.coverage();
    }
    System.out.printf(
        "| **%d targets** | **%,d** | **%,d** | **%d** |%n",
        targets.size(), executions, coverage, found);
    return found == 0 ? 0 : FOUND;
  }
}
