package io.scp2p.core.engine.dht;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.event.SubscriptionEvent;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.transfer.DownloadPlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * One node in a process of its own, for {@link NodeProcessesTest}: does what its standard input
 * says, a line each, says what comes of it with the time, and ends with its input.
 */
final class NodeProcess {
  private static final Duration LONG = Duration.ofSeconds(120);

  private NodeProcess() {}

  /** Takes a bootstrap address, if there is one. */
  public static void main(String[] args) throws IOException {
    List<BootstrapAddress> bootstrap = Stream.of(args).map(BootstrapAddress::parse).toList();
    NodeConfig config =
        NodeConfig.builder()
            .network(
                network ->
                    network
                        .tcpPort(0)
                        .quicPort(0)
                        .lanDiscovery(false)
                        .portMapping(false)
                        .bootstrap(bootstrap)
                        .advertised(
                            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))))
            .sync(sync -> sync.interval(Duration.ofSeconds(5)))
            .build();
    try (Scp2pNode node = Scp2pNode.builder().inMemory().config(config).start();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      node.events(0)
          .ofType(SubscriptionEvent.Updated.class)
          .subscribe(event -> say("VERSION", event.version()));
      Share here = node.shares().publish(SharePlan.text("here", "here").build()).block(LONG);
      say("HERE", here == null ? "?" : here.shareLink().bootstrap().get(0));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ");
        switch (words[0]) {
          case "publish" -> publish(node, words);
          case "follow" -> {
            ShareLink bare = new ShareLink(ShareKey.parse(words[1]), List.of());
            node.subscriptions().follow(FollowPlan.of(bare)).block(LONG);
          }
          case "download" -> {
            ShareId share = ShareKey.parse(words[1]).id();
            say("BEGINS", share);
            node.downloads()
                .start(DownloadPlan.share(share).into(Path.of(words[2])))
                .result()
                .block(LONG);
            say("DONE", share);
          }
          default -> throw new IllegalArgumentException(line);
        }
      }
    }
  }

  private static void publish(Scp2pNode node, String... words) {
    List<Path> files = Stream.of(words).skip(2).map(Path::of).toList();
    SharePlan.Builder plan = SharePlan.files(files);
    if (!words[1].equals("new")) {
      plan.updating(ShareKey.parse(words[1]).id());
    }
    Share share = node.shares().publish(plan.build()).block(LONG);
    say("PUBLISHED", share == null ? "?" : share.shareLink().shareKey().hex());
  }

  private static void say(String what, Object value) {
    System.out.print(what + " " + value + " " + System.currentTimeMillis() + "\n");
    System.out.flush();
  }
}
