package io.scp2p.examples.bench;

import io.scp2p.api.spi.TransportKind;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Many small files from one peer, against copying them on the disk. */
@Command(
    name = "small-files",
    mixinStandardHelpOptions = true,
    description = "Downloads many small files from one node, and copies them on the disk.")
final class SmallFilesCommand implements Callable<Integer> {
  @Option(
      names = "--transport",
      defaultValue = "tcp",
      description = "tcp or quic; default ${DEFAULT-VALUE}")
  private TransportKind transport = TransportKind.TCP;

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

  @Option(
      names = "--runs",
      defaultValue = "5",
      description = "pairs of copies after the first; default ${DEFAULT-VALUE}")
  private int runs;

  @Option(
      names = "--directory",
      description = "where to work, on the disk that counts; default: a temporary one")
  private @Nullable Path parent;

  @SuppressWarnings("NullAway.Init") // The command line parser sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Limits limits = new Limits(spec);
    limits.check("--files", files, 1, 1_000_000);
    limits.check("--bytes", bytes.bytes(), 1, 1L << 30);
    limits.check("--runs", runs, 1, 1_000);
    PrintWriter out = spec.commandLine().getOut();
    List<Double> rates = new ArrayList<>();
    List<Double> copyRates = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    try (WorkDirectory work = WorkDirectory.in(parent)) {
      Path tree = work.resolve("tree");
      SampleTree.write(tree, files, bytes.bytes());
      try (ServingProcess server =
          ServingProcess.folder(transport, tree, work.resolve("serving"))) {
        out.printf(
            Locale.ROOT,
            "%,d files of %s over %s; Java %s, %d processors for both processes%n",
            files,
            bytes,
            transport,
            Runtime.version(),
            Runtime.getRuntime().availableProcessors());
        NodeDownload download = new NodeDownload(work, transport, server.link());
        for (int run = 0; run <= runs; run++) {
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
