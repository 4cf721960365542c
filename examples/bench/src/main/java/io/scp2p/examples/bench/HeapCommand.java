package io.scp2p.examples.bench;

import io.scp2p.api.spi.TransportKind;
import java.io.IOException;
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

/** What is alive on the heap during a long download, against a short one. */
@Command(
    name = "heap",
    mixinStandardHelpOptions = true,
    description =
        "Downloads a short and a long file by turns, and looks at what is alive on the heap twice"
            + " a second; each look is a full collection, so times mean nothing.")
final class HeapCommand implements Callable<Integer> {
  @Option(
      names = "--bytes",
      defaultValue = "1GiB",
      converter = ByteCount.Converter.class,
      description = "of the short file; default ${DEFAULT-VALUE}")
  private ByteCount bytes = new ByteCount(1L << 30);

  @Option(
      names = "--against",
      defaultValue = "10GiB",
      converter = ByteCount.Converter.class,
      description = "of the long one; default ${DEFAULT-VALUE}")
  private ByteCount against = new ByteCount(10L << 30);

  @Option(
      names = "--runs",
      defaultValue = "1",
      description = "pairs after a first short one; default ${DEFAULT-VALUE}")
  private int runs;

  @Mixin private final DirectoryOption directory = new DirectoryOption();

  @SuppressWarnings("NullAway.Init") // The command line parser sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Limits limits = new Limits(spec);
    limits.check("--bytes", bytes.bytes(), 1, 1L << 40);
    limits.check("--against", against.bytes(), 1, 1L << 40);
    limits.check("--runs", runs, 1, 1_000);
    PrintWriter out = spec.commandLine().getOut();
    List<Double> ratios = new ArrayList<>();
    try (WorkDirectory work = directory.open();
        Side small = new Side(work, "short", bytes.bytes());
        Side large = new Side(work, "long", against.bytes())) {
      out.printf(
          Locale.ROOT,
          "%s and %s over TCP; the fetching node's heap; Java %s%n",
          bytes,
          against,
          Runtime.version());
      small.alive(out, "cold ");
      for (int run = 1; run <= runs; run++) {
        double less = small.alive(out, "run " + run);
        ratios.add(large.alive(out, "run " + run) / less);
      }
    }
    out.println();
    out.println("alive, long : short " + Spread.of(ratios));
    out.flush();
    return 0;
  }

  /** A file and the process that serves it. */
  private static final class Side implements AutoCloseable {
    private final String name;
    private final long bytes;
    private final ServingProcess server;
    private final NodeDownload download;

    Side(WorkDirectory work, String name, long bytes) throws Exception {
      this.name = name;
      this.bytes = bytes;
      SampleTree.write(work.resolve(name), 1, bytes);
      this.server =
          ServingProcess.folder(
              TransportKind.TCP, work.resolve(name), work.resolve("serving-" + name));
      this.download = new NodeDownload(work, TransportKind.TCP, server.link());
    }

    /** The median of all looks, in bytes. */
    double alive(PrintWriter out, String run) throws Exception {
      try (LiveHeap live = new LiveHeap()) {
        download.run(server, bytes, 1);
        out.printf("%s  %-5s  alive on the heap: %s%n", run, name, live.megabytes());
        out.flush();
        return live.medianBytes();
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
