package io.scp2p.examples.bench;

import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.SearchIndexProvider;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The search index, against Lucene as it comes. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = "Fills the search index and asks it, beside Lucene as it comes.")
final class SearchCommand implements Callable<Integer> {
  /** As the catalog hands them over. */
  private static final int BATCH = 500;

  @Option(
      names = "--items",
      defaultValue = "1000000",
      description = "to search; default ${DEFAULT-VALUE}")
  private int items;

  @Option(
      names = "--shares",
      defaultValue = "1000",
      description = "that they are in; default ${DEFAULT-VALUE}")
  private int shares;

  @Option(
      names = "--queries",
      defaultValue = "1000",
      description = "of each kind and run; default ${DEFAULT-VALUE}")
  private int queries;

  @Mixin private final RunsOption runs = new RunsOption();

  @Option(
      names = "--fills",
      defaultValue = "5",
      description = "times both indexes are filled; default ${DEFAULT-VALUE}")
  private int fills;

  @Option(
      names = "--kind",
      defaultValue = "",
      description = "only kinds of queries whose name contains this; default: all")
  private String kind = "";

  @Mixin private final DirectoryOption directory = new DirectoryOption();

  @SuppressWarnings("NullAway.Init") // The command line parser sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Limits limits = new Limits(spec);
    limits.check("--items", items, 1, 100_000_000);
    limits.check("--shares", shares, 1, 100_000);
    limits.check("--queries", queries, 1, 1_000_000);
    runs.check(limits);
    limits.check("--fills", fills, 1, 1_000);
    PrintWriter out = spec.commandLine().getOut();
    try (WorkDirectory work = directory.open()) {
      SearchData data = new SearchData(shares);
      out.printf(
          Locale.ROOT,
          "%,d items, %,d shares; Java %s, %d processors%n",
          items,
          shares,
          Runtime.version(),
          Runtime.getRuntime().availableProcessors());
      fill(data, work, out);
      long start = System.nanoTime();
      try (SearchIndex index = open(work.resolve("own"));
          RawIndex raw = new RawIndex(work.resolve("raw"))) {
        out.printf(Locale.ROOT, "open and count    %.1f ms%n", openMillis(index, start));
        new SearchFigures(data, index, raw, queries, runs.count(), kind, out).run(shares);
      }
    }
    return 0;
  }

  private static double openMillis(SearchIndex index, long start) throws Exception {
    if (index.size() == 0) {
      throw new IllegalStateException("the index is empty");
    }
    return (System.nanoTime() - start) / 1e6;
  }

  static SearchIndex open(Path directory) throws Exception {
    return ServiceLoader.load(SearchIndexProvider.class)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no search index on the class path"))
        .open(directory);
  }

  /** Fills both anew each time; the last ones stay. */
  private void fill(SearchData data, WorkDirectory work, PrintWriter out) throws Exception {
    List<SearchDocument> documents = data.documents(items);
    List<Double> rates = new ArrayList<>();
    List<Double> rawRates = new ArrayList<>();
    List<Double> cpus = new ArrayList<>();
    List<Double> rawCpus = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    List<Double> cpuRatios = new ArrayList<>();
    for (int i = 0; i < fills; i++) {
      work.clear("raw");
      Timed raw = Timed.process(() -> RawIndex.fill(documents, work.resolve("raw")));
      work.clear("own");
      Timed own = Timed.process(() -> fill(documents, work.resolve("own")));
      rates.add(items / own.seconds());
      rawRates.add(items / raw.seconds());
      cpus.add(own.cpuSeconds() * 1e6 / items);
      rawCpus.add(raw.cpuSeconds() * 1e6 / items);
      ratios.add(raw.seconds() / own.seconds());
      cpuRatios.add(raw.cpuSeconds() / own.cpuSeconds());
    }
    out.println("index    items/s  " + Spread.of(rates));
    out.println("raw      items/s  " + Spread.of(rawRates));
    out.println("index    CPU us   " + Spread.of(cpus));
    out.println("raw      CPU us   " + Spread.of(rawCpus));
    out.println("index : raw       " + Spread.of(ratios) + ", by CPU " + Spread.of(cpuRatios));
    out.printf(
        Locale.ROOT,
        "on disk           %,d MiB, raw %,d MiB%n",
        work.bytes("own") >> 20,
        work.bytes("raw") >> 20);
    out.flush();
  }

  private static void fill(List<SearchDocument> documents, Path directory) throws Exception {
    try (SearchIndex index = open(directory)) {
      for (int i = 0; i < documents.size(); i += BATCH) {
        index.upsert(documents.subList(i, Math.min(documents.size(), i + BATCH)));
      }
      index.commit();
    }
  }
}
