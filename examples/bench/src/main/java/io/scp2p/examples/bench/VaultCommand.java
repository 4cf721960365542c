package io.scp2p.examples.bench;

import io.scp2p.api.vault.VaultFile;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the figures of the vault have in common. */
abstract class VaultCommand implements Callable<Integer> {
  @Option(
      names = "--bytes",
      defaultValue = "256MiB",
      converter = ByteCount.Converter.class,
      description = "of the file; default ${DEFAULT-VALUE}")
  private ByteCount bytes = new ByteCount(256L << 20);

  @Mixin private final RunsOption runs = new RunsOption();

  @Mixin private final DirectoryOption directory = new DirectoryOption();

  @SuppressWarnings("NullAway.Init") // The command line parser sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Limits limits = new Limits(spec);
    limits.check("--bytes", bytes.bytes(), 1_024, 1L << 40);
    runs.check(limits);
    PrintWriter out = spec.commandLine().getOut();
    try (WorkDirectory work = directory.open();
        VaultBench bench = new VaultBench(work, bytes.bytes())) {
      out.printf(
          Locale.ROOT,
          "%s, 4+2 at six holders in two processes; swarm: the same bytes from the same six, to"
              + " disk; Java %s, %d processors for all%n",
          bytes,
          Runtime.version(),
          Runtime.getRuntime().availableProcessors());
      measure(bench, out);
    }
    return 0;
  }

  abstract void measure(VaultBench bench, PrintWriter out) throws Exception;

  int runs() {
    return runs.count();
  }

  double megabytes(double seconds) {
    return bytes.bytes() / 1e6 / seconds;
  }

  static double seconds(Timed.Work work) throws Exception {
    return Timed.process(work).seconds();
  }

  void line(PrintWriter out, int run, String what, double seconds) {
    String name = run == 0 ? "cold " : "run " + run;
    out.printf(Locale.ROOT, "%s  %-12s %7.0f MB/s%n", name, what, megabytes(seconds));
    out.flush();
  }

  /** Puts. */
  @Command(
      name = "vault-put",
      mixinStandardHelpOptions = true,
      description = "Puts a file into the vault, against a plain swarm download of it.")
  static final class Put extends VaultCommand {
    @Override
    void measure(VaultBench bench, PrintWriter out) throws Exception {
      List<Double> ratios = new ArrayList<>();
      List<Double> sent = new ArrayList<>();
      for (int run = 0; run <= runs(); run++) {
        double swarm = bench.swarm();
        line(out, run, "swarm", swarm);
        List<VaultFile> stored = new ArrayList<>();
        double put = seconds(() -> stored.add(bench.put()));
        line(out, run, "vault put", put);
        bench.delete(stored.get(0));
        if (run > 0) {
          ratios.add(swarm / put);
          sent.add(1.5 * swarm / put);
        }
      }
      out.println();
      out.println("vault put : swarm             " + Spread.of(ratios));
      out.println("bytes sent : bytes of swarm   " + Spread.of(sent));
      out.flush();
    }
  }

  /** Gets. */
  @Command(
      name = "vault-get",
      mixinStandardHelpOptions = true,
      description = "Gets a file back, with all holders and with one stalled, against a swarm.")
  static final class Get extends VaultCommand {
    @Override
    void measure(VaultBench bench, PrintWriter out) throws Exception {
      List<Double> ratios = new ArrayList<>();
      List<Double> stalls = new ArrayList<>();
      VaultFile stored = bench.put();
      for (int run = 0; run <= runs(); run++) {
        double swarm = bench.swarm();
        line(out, run, "swarm", swarm);
        double get = seconds(() -> bench.get(stored));
        line(out, run, "vault get", get);
        bench.sixth().stall(true);
        double stalled = seconds(() -> bench.get(stored));
        bench.sixth().stall(false);
        line(out, run, "one stalled", stalled);
        if (run > 0) {
          ratios.add(swarm / get);
          stalls.add(stalled / get);
        }
      }
      out.println();
      out.println("vault get : swarm             " + Spread.of(ratios));
      out.println("time, one stalled : all there " + Spread.of(stalls));
      out.flush();
    }
  }

  /** Repairs. */
  @Command(
      name = "vault-repair",
      mixinStandardHelpOptions = true,
      description = "Rebuilds the shard of a lost holder, against a swarm.")
  static final class Repair extends VaultCommand {
    @Override
    void measure(VaultBench bench, PrintWriter out) throws Exception {
      List<Double> ratios = new ArrayList<>();
      List<Double> traffics = new ArrayList<>();
      for (int run = 0; run <= runs(); run++) {
        double swarm = bench.swarm();
        line(out, run, "swarm", swarm);
        VaultFile stored = bench.put();
        bench.loseSixth(stored);
        long before = bench.traffic();
        double repair = seconds(() -> bench.repair(stored));
        double traffic = bench.traffic() - before;
        line(out, run, "vault repair", repair);
        if (bench.reachable(stored) != 6) {
          throw new IllegalStateException("not repaired");
        }
        bench.sixthIsBack();
        bench.delete(stored);
        if (run > 0) {
          // Four shards are read and one is written: five quarters of the file.
          ratios.add(1.25 * swarm / repair);
          traffics.add(traffic / (1.25 * stored.sizeBytes()));
        }
      }
      out.println();
      out.println("bytes repaired : bytes of swarm " + Spread.of(ratios));
      out.println("traffic : theory                " + Spread.of(traffics));
      out.flush();
    }
  }
}
