package io.scp2p.examples.bench;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Publishing a folder, against hashing it. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = "Publishes a folder, and hashes the same folder with b3sum, where installed.")
final class PublishCommand implements Callable<Integer> {
  @Option(
      names = "--files",
      defaultValue = "16",
      description = "in the folder; default ${DEFAULT-VALUE}")
  private int files;

  @Option(
      names = "--bytes",
      defaultValue = "64MiB",
      converter = ByteCount.Converter.class,
      description = "of each file; default ${DEFAULT-VALUE}")
  private ByteCount bytes = new ByteCount(64L << 20);

  @Mixin private final RunsOption runs = new RunsOption();

  @Mixin private final DirectoryOption directory = new DirectoryOption();

  @SuppressWarnings("NullAway.Init") // The command line parser sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Limits limits = new Limits(spec);
    limits.check("--files", files, 1, 1_000_000);
    limits.check("--bytes", bytes.bytes(), 1, 1L << 40);
    runs.check(limits);
    PrintWriter out = spec.commandLine().getOut();
    boolean b3sum = B3sum.isInstalled();
    List<Timed> own = new ArrayList<>();
    List<Timed> plain = new ArrayList<>();
    List<Timed> other = new ArrayList<>();
    try (WorkDirectory work = directory.open()) {
      Path tree = work.resolve("tree");
      SampleTree.write(tree, files, bytes.bytes());
      out.printf(
          Locale.ROOT,
          "%,d files of %s, in the page cache; Java %s, %d processors%n",
          files,
          bytes,
          Runtime.version(),
          Runtime.getRuntime().availableProcessors());
      for (int run = 0; run <= runs.count(); run++) {
        String name = run == 0 ? "cold " : "run " + run;
        plain.add(Timed.process(() -> PlainHash.hash(tree)));
        report(out, name, "chunks hashed, 1 thread", plain.get(run));
        if (b3sum) {
          other.add(Timed.process(() -> B3sum.hash(tree)));
          report(out, name, "b3sum", other.get(run));
        }
        work.clear("home");
        try (Scp2pNode node = Nodes.alone(work.resolve("home"))) {
          own.add(Timed.process(() -> publish(node, tree)));
        }
        report(out, name, "published", own.get(run));
      }
    }
    out.println();
    summarise(out, "published : chunks hashed", own, plain);
    if (b3sum) {
      summarise(out, "published : b3sum        ", own, other);
    } else {
      out.println("published : b3sum          not measured, b3sum is not installed");
    }
    out.flush();
    return 0;
  }

  private void publish(Scp2pNode node, Path tree) {
    Share share =
        Objects.requireNonNull(node.shares().publish(SharePlan.folder(tree).build()).block());
    if (share.itemCount() != files) {
      throw new IllegalStateException(share.itemCount() + " of " + files + " files published");
    }
  }

  private void report(PrintWriter out, String run, String what, Timed timed) {
    double megabytes = (double) files * bytes.bytes() / 1e6;
    out.printf(
        Locale.ROOT,
        "%s  %-24s %8.0f MB/s %10.0f files/s   CPU s/GB %.2f%n",
        run,
        what,
        megabytes / timed.seconds(),
        files / timed.seconds(),
        timed.cpuSeconds() / (megabytes / 1e3));
    out.flush();
  }

  private static void summarise(PrintWriter out, String what, List<Timed> own, List<Timed> other) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 1; i < own.size(); i++) { // The first warmed both up.
      ratios.add(other.get(i).seconds() / own.get(i).seconds());
    }
    out.println(what + "  " + Spread.of(ratios));
  }
}
