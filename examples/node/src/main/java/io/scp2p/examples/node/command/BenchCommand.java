package io.scp2p.examples.node.command;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportProvider;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.examples.node.daemon.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What this machine makes of it: two nodes on loopback, one transport after the other, beside a
 * plain copy of the same bytes. Figures that compare versions are the business of examples/bench.
 */
@Command(
    name = "bench",
    description =
        "Measures this machine: between two nodes on loopback, over TCP and QUIC, beside a plain"
            + " copy. Leaves nothing behind.")
public final class BenchCommand extends AnyCommand {
  private static final int MAX_MIB = 16_384;
  private static final int MAX_WARM_UP_MIB = 64;
  private static final String WARM_UP = "warm-up.bin";
  private static final int MIB_BITS = 20;
  private static final double NANOS = 1e9;
  private static final Duration PATIENCE = Duration.ofHours(1);

  @Option(
      names = "--mib",
      defaultValue = "256",
      description = "How much to transfer, in MiB (default: ${DEFAULT-VALUE}).")
  private int mebibytes;

  /** What took how long. */
  private record Figure(String what, long bytes, double seconds) {
    private long bytesPerSecond() {
      return (long) (bytes / seconds);
    }
  }

  @Override
  ExitCode run(Output out) throws IOException {
    if (mebibytes < 1 || mebibytes > MAX_MIB) {
      throw usage("--mib is from 1 to " + MAX_MIB + ", not " + mebibytes + ".");
    }
    Path root = Files.createTempDirectory("scp2p-bench-");
    AtExit atExit = AtExit.run("clean-up", () -> remove(root));
    try {
      Path film = root.resolve("film.bin");
      SampleFolder.noise(film, mebibytes, 1);
      // Everything once for nothing: the first run pays for the compiler.
      SampleFolder.noise(root.resolve(WARM_UP), Math.min(mebibytes, MAX_WARM_UP_MIB), 2);
      LoopbackCopy.copy(film, root.resolve("copy.bin"));
      long from = System.nanoTime();
      LoopbackCopy.copy(film, root.resolve("copy.bin"));
      Figure plain = figure("plain copy", from);
      say(out, plain, plain);
      for (TransportKind kind : List.of(TransportKind.TCP, TransportKind.QUIC)) {
        between(root.resolve(kind.name()), kind, film, plain, out);
      }
    } finally {
      atExit.cancel();
      remove(root);
    }
    return ExitCode.OK;
  }

  private void between(Path root, TransportKind kind, Path film, Figure plain, Output out)
      throws IOException {
    try (Scp2pNode alice = node(root.resolve("alice"), kind, true);
        Scp2pNode bob = node(root.resolve("bob"), kind, false)) {
      AtExit closeAlice = AtExit.run("close-alice", alice::close);
      AtExit closeBob = AtExit.run("close-bob", bob::close);
      try {
        Path into = root.resolve("received");
        Share little = publish(alice, film.resolveSibling(WARM_UP));
        follow(bob, little);
        download(bob, little, into);

        long from = System.nanoTime();
        Share share = publish(alice, film);
        if (kind == TransportKind.TCP) { // Reading and hashing know no transport.
          say(out, figure("publish", from), plain);
        }
        // Only the download is in its time: the node is connected and knows the version before.
        follow(bob, share);
        from = System.nanoTime();
        download(bob, share, into);
        say(out, figure("download over " + kind, from), plain);
      } finally {
        closeBob.cancel();
        closeAlice.cancel();
      }
    }
    if (Files.mismatch(film, root.resolve("received/film.bin")) >= 0) {
      throw new IOException("what came over " + kind + " differs from what was sent");
    }
    remove(root);
  }

  private static Share publish(Scp2pNode node, Path file) {
    SharePlan plan = SharePlan.files(List.of(file)).build();
    return Objects.requireNonNull(node.shares().start(plan).result().block(PATIENCE));
  }

  private static void follow(Scp2pNode node, Share share) {
    node.subscriptions().follow(ShareLink.parse(share.link())).block(PATIENCE);
    node.subscriptions().sync(share.id()).block(PATIENCE);
  }

  private static void download(Scp2pNode node, Share share, Path into) {
    node.downloads().start(DownloadPlan.share(share.id()).into(into)).result().block(PATIENCE);
  }

  private static Scp2pNode node(Path home, TransportKind kind, boolean listen) {
    NodeConfig config =
        NodeConfig.builder()
            .network(
                network ->
                    network
                        .listen(listen)
                        .tcpPort(0)
                        .quicPort(0)
                        .lanDiscovery(false)
                        .portMapping(false)
                        .advertised(
                            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))))
            .build();
    return Scp2pNode.builder()
        .home(home)
        .config(config)
        .transports(List.of(transport(kind)))
        .start();
  }

  private static Transport transport(TransportKind kind) {
    return ServiceLoader.load(TransportProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.kind() == kind)
        .findFirst()
        .orElseThrow()
        .create(TransportSettings.defaults());
  }

  private Figure figure(String what, long fromNanos) {
    return new Figure(what, (long) mebibytes << MIB_BITS, (System.nanoTime() - fromNanos) / NANOS);
  }

  private static void say(Output out, Figure figure, Figure plain) {
    double ratio = plain.seconds() / figure.seconds();
    if (out.isJson()) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("what", figure.what());
      members.put("bytes", figure.bytes());
      members.put("seconds", figure.seconds());
      members.put("bytesPerSecond", figure.bytesPerSecond());
      members.put("ofPlainCopy", ratio);
      out.event("figure", Json.from(members));
      return;
    }
    out.line(
        "%-18s %9s/s  %6s s  %4.0f %% of the plain copy",
        figure.what(),
        ProgressBar.bytes(figure.bytesPerSecond()),
        String.format(Locale.ROOT, "%.2f", figure.seconds()),
        100 * ratio);
  }

  private static void remove(Path folder) {
    try {
      SampleFolder.delete(folder, path -> true);
    } catch (IOException failure) {
      System.err.println("not all of " + folder + " is removed: " + FileTrouble.why(failure));
    }
  }
}
