package io.scp2p.examples.bench;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.SearchIndex;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * From the start of a process to a node that serves, with a full home and with an empty one; and
 * the full one's daemon by the launcher, if this program knows where that is.
 */
@Command(
    name = "startup",
    mixinStandardHelpOptions = true,
    description =
        "Starts a node that has much, with and without an archive of classes and by the launcher,"
            + " and one that has nothing, each in a fresh JVM.")
final class StartupCommand implements Callable<Integer> {
  private static final int BATCH = 500;
  private static final int SHARES = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Option(
      names = "--items",
      defaultValue = "1000000",
      description = "in the search index; default ${DEFAULT-VALUE}")
  private int items;

  @Option(
      names = "--files",
      defaultValue = "1000",
      description = "published and served; default ${DEFAULT-VALUE}")
  private int files;

  @Mixin private final RunsOption runs = new RunsOption();

  @Mixin private final DirectoryOption directory = new DirectoryOption();

  @SuppressWarnings("NullAway.Init") // The command line parser sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Limits limits = new Limits(spec);
    limits.check("--items", items, 0, 100_000_000);
    limits.check("--files", files, 1, 1_000_000);
    runs.check(limits);
    PrintWriter out = spec.commandLine().getOut();
    List<Double> full = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    List<Double> empty = new ArrayList<>();
    List<Double> ready = new ArrayList<>();
    List<Double> searched = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    String root = System.getProperty(AllCommand.ROOT);
    try (WorkDirectory work = directory.open()) {
      fill(work);
      out.printf(
          Locale.ROOT,
          "%,d items indexed, %,d files served; a fresh JVM each; Java %s, %d processors%n",
          items,
          files,
          Runtime.version(),
          Runtime.getRuntime().availableProcessors());
      FreshJvm jvm = archived(work);
      if (root != null) {
        LauncherStart.prepare(Path.of(root));
      }
      for (int run = 0; run <= runs.count(); run++) {
        StartOnce.Times none = StartOnce.in(jvm, work.resolve("empty"));
        StartOnce.Times all = StartOnce.in(jvm, work.resolve("full"));
        StartOnce.Times slow = StartOnce.in(FreshJvm.PLAIN, work.resolve("full"));
        double launched =
            root == null ? 0 : LauncherStart.readyMillis(Path.of(root), work.resolve("full"));
        String name = run == 0 ? "first" : "run " + run;
        out.printf(Locale.ROOT, "%s  empty: %s  full: %s%n", name, none, all);
        out.printf(
            Locale.ROOT,
            "%s  full: %.0f ms without an archive, %.0f ms by the launcher%n",
            name,
            slow.servingMillis(),
            launched);
        out.flush();
        if (run > 0) {
          empty.add(none.servingMillis());
          full.add(all.servingMillis());
          plain.add(slow.servingMillis());
          ready.add(launched);
          searched.add(all.answerMillis());
          ratios.add(all.servingMillis() / none.servingMillis());
        }
      }
    }
    out.println();
    out.println("empty  ms to serving              " + Spread.of(empty));
    out.println("full   ms to serving              " + Spread.of(full));
    out.println("full   ms without an archive      " + Spread.of(plain));
    if (root != null) {
      out.println("full   ms to ready by ./scp2p     " + Spread.of(ready));
    }
    out.println("full   ms from there to an answer " + Spread.of(searched));
    out.println("full : empty                      " + Spread.of(ratios));
    out.flush();
    return 0;
  }

  private FreshJvm archived(WorkDirectory work) throws IOException, InterruptedException {
    Optional<FreshJvm> jvm =
        FreshJvm.withArchive(
            work.resolve("classes.jsa"), StartOnce.command(work.resolve("rehearsal")));
    if (jvm.isEmpty()) {
      spec.commandLine().getOut().println("no archive of classes: all starts are without one");
    }
    return jvm.orElse(FreshJvm.PLAIN);
  }

  /** Publishes files, then adds items to the index as if other shares had them. */
  private void fill(WorkDirectory work) throws Exception {
    Path home = work.resolve("full");
    SampleTree.write(work.resolve("tree"), files, SampleTree.LEAST_BYTES);
    try (Scp2pNode node = Nodes.alone(home)) {
      node.shares().publish(SharePlan.folder(work.resolve("tree")).build()).block(PATIENCE);
      awaitIndex(node);
    }
    try (SearchIndex index = SearchCommand.open(home.resolve("index"))) {
      List<SearchDocument> documents = new SearchData(SHARES).documents(items);
      for (int i = 0; i < documents.size(); i += BATCH) {
        index.upsert(documents.subList(i, Math.min(documents.size(), i + BATCH)));
      }
      index.commit();
    }
  }

  private static long found(Scp2pNode node) {
    return node.search()
        .page(SearchQuery.text(StartOnce.WORD))
        .blockOptional(PATIENCE)
        .orElseThrow()
        .total();
  }

  private static void awaitIndex(Scp2pNode node) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (found(node) == 0) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("what was published cannot be found");
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
