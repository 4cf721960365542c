package io.scp2p.examples.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Many small files from one peer, against copying them on the disk. */
@Command(
    name = "small-files",
    mixinStandardHelpOptions = true,
    description = "Downloads many small files from one node, and copies them on the disk.")
final class SmallFilesCommand implements Callable<Integer> {
  @Mixin private final TransportOption transport = new TransportOption();

  @Option(
      names = "--files",
      defaultValue = "10000",
      description = "to download; default ${DEFAULT-VALUE}")
  private int files;

  @Option(
      names = "--bytes",
      defaultValue = "4KiB",
      converter = ByteCount.Converter.class,
      description = "of each file; default ${DEFAULT-VALUE}")
  private ByteCount bytes = new ByteCount(4L << 10);

  @Mixin private final RunsOption runs = new RunsOption();

  @Mixin private final DirectoryOption directory = new DirectoryOption();

  @SuppressWarnings("NullAway.Init") // The command line parser sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Limits limits = new Limits(spec);
    limits.check("--files", files, 1, 1_000_000);
    limits.check("--bytes", bytes.bytes(), 1, 1L << 30);
    runs.check(limits);
    PrintWriter out = spec.commandLine().getOut();
    List<Double> rates = new ArrayList<>();
    List<Double> copyRates = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    try (WorkDirectory work = directory.open()) {
      Path tree = work.resolve("tree");
      SampleTree.write(tree, files, bytes.bytes());
      try (ServingProcess server =
          ServingProcess.folder(transport.kind(), tree, work.resolve("serving"))) {
        out.printf(
            Locale.ROOT,
            "%,d files of %s over %s; Java %s, %d processors for both processes%n",
            files,
            bytes,
            transport.kind(),
            Runtime.version(),
            Runtime.getRuntime().availableProcessors());
        NodeDownload download = new NodeDownload(work, transport.kind(), server.link());
        for (int run = 0; run <= runs.count(); run++) {
          String name = run == 0 ? "cold " : "run " + run;
          work.clear("copied");
          Timed copied = Timed.process(() -> copy(tree, work.resolve("copied")));
          double copyRate = files / copied.seconds();
          Sample own = download.run(server, files * bytes.bytes(), files);
          double rate = files / own.seconds();
          out.printf(
              Locale.ROOT,
              "%s  copied %8.0f files/s  downloaded %8.0f files/s",
              name,
              copyRate,
              rate);
          out.println("  " + own);
          out.flush();
          if (run > 0) {
            rates.add(rate);
            copyRates.add(copyRate);
            ratios.add(rate / copyRate);
          }
        }
      }
    }
    out.println();
    out.println("copied      files/s     " + Spread.of(copyRates));
    out.println("downloaded  files/s     " + Spread.of(rates));
    out.println("downloaded : copied     " + Spread.of(ratios));
    out.flush();
    return 0;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      all.forEach(each -> copyOne(each, to.resolve(from.relativize(each).toString())));
    }
  }

  private static void copyOne(Path from, Path to) {
    try {
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
