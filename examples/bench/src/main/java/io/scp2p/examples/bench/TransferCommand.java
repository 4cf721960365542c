package io.scp2p.examples.bench;

import io.scp2p.core.engine.PeerSession;
import io.scp2p.core.wire.WireLimits;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Chunks over a session, against a raw TLS socket. */
@Command(
    name = "transfer",
    mixinStandardHelpOptions = true,
    description = "Fetches chunks over a session, and the same bytes over a raw TLS 1.3 socket.")
final class TransferCommand implements Callable<Integer> {
  @Mixin private final TransportOption transport = new TransportOption();

  @Option(
      names = "--bytes",
      defaultValue = "1GiB",
      converter = ByteCount.Converter.class,
      description = "for each copy; default ${DEFAULT-VALUE}")
  private ByteCount bytes = new ByteCount(1L << 30);

  @Option(
      names = "--chunk",
      defaultValue = "256KiB",
      converter = ByteCount.Converter.class,
      description = "bytes of one answer, at most 256KiB; default ${DEFAULT-VALUE}")
  private ByteCount chunk = new ByteCount(WireLimits.CHUNK_BYTES);

  @Mixin private final RunsOption runs = new RunsOption();

  @Option(names = "--verify", description = "check the BLAKE3 hash of every chunk")
  private boolean verify;

  @SuppressWarnings("NullAway.Init") // The command line parser sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (chunk.bytes() < 1 || chunk.bytes() > WireLimits.CHUNK_BYTES) {
      throw new ParameterException(spec.commandLine(), "--chunk must be 1 to 256KiB");
    }
    if (bytes.bytes() < chunk.bytes()) {
      throw new ParameterException(spec.commandLine(), "nothing to measure");
    }
    runs.check(new Limits(spec));
    PrintWriter out = spec.commandLine().getOut();
    int chunkBytes = (int) chunk.bytes();
    Chunks chunks = new Chunks(chunkBytes);
    List<Sample> raw = new ArrayList<>();
    List<Sample> session = new ArrayList<>();
    try (BenchNode node = new BenchNode(transport.kind(), chunks);
        ServingProcess server = ServingProcess.start(transport.kind(), chunkBytes)) {
      describe(out);
      for (int run = 0; run <= runs.count(); run++) {
        String name = run == 0 ? "cold " : "run " + run;
        raw.add(Sample.take(server, () -> rawCopy(server)));
        out.println(name + "  raw TLS  " + raw.get(run));
        session.add(Sample.take(server, () -> sessionCopy(node, server, chunks)));
        out.println(name + "  session  " + session.get(run));
        out.flush();
      }
    }
    summarise(out, raw.subList(1, raw.size()), session.subList(1, session.size()));
    return 0;
  }

  private void describe(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s in chunks of %s over %s%s; Java %s, %d processors for both processes%n",
        bytes,
        chunk,
        transport.kind(),
        verify ? ", verified" : "",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors());
  }

  private long rawCopy(ServingProcess server) throws Exception {
    long wholeChunks = bytes.bytes() / chunk.bytes() * chunk.bytes();
    return RawTls.fetch(server.rawPort(), server.rawCertificate(), wholeChunks);
  }

  private long sessionCopy(BenchNode node, ServingProcess server, Chunks chunks) throws Exception {
    PeerSession session = node.dial(server.sessionPort());
    try {
      return new SessionDownload(node, session, chunks, (int) chunk.bytes(), verify)
          .run(bytes.bytes() / chunk.bytes());
    } finally {
      node.loop().post(() -> session.close("copied"));
    }
  }

  private static void summarise(PrintWriter out, List<Sample> raw, List<Sample> session) {
    out.println();
    out.println("raw TLS  MB/s       " + spread(raw, Sample::megabytesPerSecond));
    out.println("session  MB/s       " + spread(session, Sample::megabytesPerSecond));
    out.println("raw TLS  CPU s/GB   " + spread(raw, Sample::cpuSecondsPerGigabyte));
    out.println("session  CPU s/GB   " + spread(session, Sample::cpuSecondsPerGigabyte));
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < raw.size(); i++) {
      ratios.add(session.get(i).megabytesPerSecond() / raw.get(i).megabytesPerSecond());
    }
    out.println("session : raw TLS   " + Spread.of(ratios));
    out.flush();
  }

  private static Spread spread(List<Sample> samples, ToDoubleFunction<Sample> figure) {
    return Spread.of(samples.stream().map(s -> figure.applyAsDouble(s)).toList());
  }
}
