package io.scp2p.examples.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A download from one peer, against a raw TLS socket and against libtorrent. */
@Command(
    name = "download",
    mixinStandardHelpOptions = true,
    description =
        "Downloads a file from one node, and the same bytes over a raw TLS 1.3 socket and by"
            + " libtorrent where that is installed.")
final class DownloadCommand implements Callable<Integer> {
  @Mixin private final TransportOption transport = new TransportOption();

  @Option(
      names = "--bytes",
      defaultValue = "1GiB",
      converter = ByteCount.Converter.class,
      description = "of the file; default ${DEFAULT-VALUE}")
  private ByteCount bytes = new ByteCount(1L << 30);

  @Option(
      names = "--warm-up",
      defaultValue = "0",
      description =
          "pairs after the first that are not counted: a node gets faster for some gigabytes;"
              + " default ${DEFAULT-VALUE}")
  private int warmUp;

  @Mixin private final RunsOption runs = new RunsOption();

  @Option(
      names = "--heap",
      description = "one download, and what is alive on the heap meanwhile; no times")
  private boolean heap;

  @Mixin private final DirectoryOption directory = new DirectoryOption();

  @SuppressWarnings("NullAway.Init") // The command line parser sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Limits limits = new Limits(spec);
    limits.check("--bytes", bytes.bytes(), 1, 1L << 40);
    limits.check("--warm-up", warmUp, 0, 1_000);
    runs.check(limits);
    PrintWriter out = spec.commandLine().getOut();
    try (WorkDirectory work = directory.open()) {
      SampleTree.write(work.resolve("tree"), 1, bytes.bytes());
      try (ServingProcess server =
          ServingProcess.folder(transport.kind(), work.resolve("tree"), work.resolve("serving"))) {
        out.printf(
            Locale.ROOT,
            "%s over %s, verified and written; raw: not written; Java %s, %d processors for both"
                + " processes%n",
            bytes,
            transport.kind(),
            Runtime.version(),
            Runtime.getRuntime().availableProcessors());
        NodeDownload download = new NodeDownload(work, transport.kind(), server.link());
        if (heap) {
          measureHeap(out, server, download);
        } else {
          measureTime(out, work, server, download);
        }
        out.flush();
      }
    }
    return 0;
  }

  private void measureHeap(PrintWriter out, ServingProcess server, NodeDownload download)
      throws Exception {
    try (LiveHeap live = new LiveHeap()) {
      download.run(server, bytes.bytes(), 1);
      out.println("alive on the heap: " + live.megabytes());
    }
  }

  private void measureTime(
      PrintWriter out, WorkDirectory work, ServingProcess server, NodeDownload download)
      throws Exception {
    if (!Libtorrent.isInstalled()) {
      out.println("libtorrent is not installed: python3-libtorrent");
      measureTime(out, server, download, null);
      return;
    }
    try (Libtorrent libtorrent = new Libtorrent(SampleTree.only(work.resolve("tree")), work)) {
      measureTime(out, server, download, libtorrent);
    }
  }

  private void measureTime(
      PrintWriter out,
      ServingProcess server,
      NodeDownload download,
      @Nullable Libtorrent libtorrent)
      throws Exception {
    List<Double> rates = new ArrayList<>();
    List<Double> rawRates = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    List<Double> others = new ArrayList<>();
    for (int run = -warmUp; run <= runs.count(); run++) {
      String name = run == -warmUp ? "cold " : run < 1 ? "warm " : "run " + run;
      Sample raw = Sample.take(server, () -> rawCopy(server));
      out.println(name + "  raw TLS   " + raw);
      Sample own = download.run(server, bytes.bytes(), 1);
      out.println(name + "  download  " + own);
      Libtorrent.@Nullable Copied other = libtorrent == null || run < 0 ? null : libtorrent.copy();
      if (other != null) {
        out.println(name + "  libtorrent" + other);
      }
      out.flush();
      if (run > 0) {
        rates.add(own.megabytesPerSecond());
        rawRates.add(raw.megabytesPerSecond());
        ratios.add(own.megabytesPerSecond() / raw.megabytesPerSecond());
        if (other != null) {
          others.add(own.megabytesPerSecond() / other.megabytesPerSecond());
        }
      }
    }
    out.println();
    out.println("raw TLS   MB/s        " + Spread.of(rawRates));
    out.println("download  MB/s        " + Spread.of(rates));
    out.println("download : raw TLS    " + Spread.of(ratios));
    if (!others.isEmpty()) {
      out.println("download : libtorrent " + Spread.of(others));
    }
  }

  private long rawCopy(ServingProcess server) throws Exception {
    return RawTls.fetch(server.rawPort(), server.rawCertificate(), bytes.bytes());
  }
}
