package io.scp2p.examples.bench;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.spi.TransportKind;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.reactivestreams.Subscription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import reactor.core.publisher.BaseSubscriber;

/** What a subscriber that has stopped reading costs a transfer. */
@Command(
    name = "stalled-subscriber",
    mixinStandardHelpOptions = true,
    description =
        "Downloads a file by turns with nobody listening to events and with a subscriber that"
            + " takes none.")
final class StalledCommand implements Callable<Integer> {
  @Option(
      names = "--bytes",
      defaultValue = "512MiB",
      converter = ByteCount.Converter.class,
      description = "of the file; default ${DEFAULT-VALUE}")
  private ByteCount bytes = new ByteCount(512L << 20);

  @Option(
      names = "--warm-up",
      defaultValue = "6",
      description = "pairs that are not counted; default ${DEFAULT-VALUE}")
  private int warmUp;

  @Option(
      names = "--runs",
      defaultValue = "9",
      description = "pairs that are; default ${DEFAULT-VALUE}")
  private int runs;

  @Mixin private final DirectoryOption directory = new DirectoryOption();

  @SuppressWarnings("NullAway.Init") // The command line parser sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Limits limits = new Limits(spec);
    limits.check("--bytes", bytes.bytes(), 1, 1L << 40);
    limits.check("--warm-up", warmUp, 0, 1_000);
    limits.check("--runs", runs, 1, 1_000);
    PrintWriter out = spec.commandLine().getOut();
    List<Double> times = new ArrayList<>();
    List<Double> cpus = new ArrayList<>();
    try (WorkDirectory work = directory.open()) {
      SampleTree.write(work.resolve("tree"), 1, bytes.bytes());
      try (ServingProcess server =
          ServingProcess.folder(TransportKind.TCP, work.resolve("tree"), work.resolve("serving"))) {
        out.printf(Locale.ROOT, "%s over TCP; Java %s%n", bytes, Runtime.version());
        NodeDownload download = new NodeDownload(work, TransportKind.TCP, server.link());
        for (int run = 1 - warmUp; run <= runs; run++) {
          String name = run < 1 ? "warm  " : "run " + run + " ";
          Sample nobody = download.run(server, bytes.bytes(), 1);
          out.println(name + " nobody   " + nobody);
          Sample stalled = download.run(server, bytes.bytes(), 1, StalledCommand::stall);
          out.println(name + " stalled  " + stalled);
          out.flush();
          if (run > 0) {
            times.add(stalled.seconds() / nobody.seconds());
            cpus.add(stalled.cpuSecondsPerGigabyte() / nobody.cpuSecondsPerGigabyte());
          }
        }
      }
    }
    out.println();
    out.println("time, stalled : nobody  " + Spread.of(times));
    out.println("CPU, stalled : nobody   " + Spread.of(cpus));
    out.flush();
    return 0;
  }

  /** Subscribes, and never asks for anything. */
  private static void stall(Scp2pNode node) {
    node.events()
        .subscribe(
            new BaseSubscriber<NodeEvent>() {
              @Override
              protected void hookOnSubscribe(Subscription subscription) {
                // Nothing is requested.
              }
            });
  }
}
