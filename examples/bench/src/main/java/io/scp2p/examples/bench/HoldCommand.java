package io.scp2p.examples.bench;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.DownloadPlan;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A process of nodes that hold shards for the vault and seed a folder for the yardstick. It says
 * the folder's link and its ports, then answers: {@code cpu} with what it has used, {@code close}
 * and {@code open} when its nodes are gone and back.
 */
@Command(name = "hold", hidden = true, description = "The holding side of the vault figures.")
final class HoldCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  @Option(names = "--home", required = true)
  private Path home = Path.of("");

  @Option(names = "--nodes", required = true)
  private int count;

  @Option(names = "--folder", description = "published by the first node")
  private Path folder = Path.of("");

  @Option(names = "--link", description = "of a folder that others have published")
  private String link = "";

  @Option(names = "--from", description = "the port of who has it")
  private int from;

  private final List<Scp2pNode> nodes = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    try {
      for (int i = 0; i < count; i++) {
        ports.add(FreePort.find());
      }
      open();
      if (link.isEmpty()) {
        Share share = nodes.get(0).shares().publish(SharePlan.folder(folder).build()).block();
        link = Objects.requireNonNull(share).link();
        from = ports.get(0);
      }
      for (int i = from == ports.get(0) ? 1 : 0; i < count; i++) {
        fetch(nodes.get(i), home.resolve("copy-" + i));
      }
      StringBuilder said = new StringBuilder(link);
      ports.forEach(port -> said.append(' ').append(port));
      System.out.println(said);
      answer();
    } finally {
      nodes.forEach(Scp2pNode::close);
    }
    return 0;
  }

  private void open() {
    for (int i = 0; i < count; i++) {
      int port = ports.get(i);
      NodeConfig config =
          NodeConfig.builder()
              .network(
                  network ->
                      network
                          .tcpPort(port)
                          .lanDiscovery(false)
                          .portMapping(false)
                          .advertised(
                              List.of(
                                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port))))
              .limits(limits -> limits.requestsPerMinute(1_000_000))
              .vault(vault -> vault.offeredBytes(1L << 40).perOwnerBytes(1L << 40))
              .build();
      nodes.add(
          Scp2pNode.builder()
              .home(home.resolve("node-" + i))
              .config(config)
              .transports(List.of(BenchNode.transport(TransportKind.TCP)))
              .start());
    }
  }

  /** Has all of the folder, so that it can seed it, too. */
  private void fetch(Scp2pNode node, Path target) {
    node.peers().connect(BootstrapAddress.parse("tcp://127.0.0.1:" + from)).block(PATIENCE);
    ShareLink share = ShareLink.parse(link);
    node.subscriptions().follow(share).block(PATIENCE);
    node.subscriptions().sync(share.shareId()).block(PATIENCE);
    node.downloads()
        .start(DownloadPlan.share(share.shareId()).into(target))
        .result()
        .block(PATIENCE);
  }

  private void answer() throws Exception {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals("close")) {
          nodes.forEach(Scp2pNode::close);
          nodes.clear();
        } else if (line.equals("open")) {
          open();
        }
        System.out.println(ProcessCpu.nanos());
      }
    }
  }
}
