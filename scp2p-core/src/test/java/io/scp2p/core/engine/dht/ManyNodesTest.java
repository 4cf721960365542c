package io.scp2p.core.engine.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportProvider;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many real nodes in one JVM, over loopback: one publishes, the others follow by its key alone,
 * hear of the next version, and download while some of them die.
 */
@Timeout(300)
class ManyNodesTest {
  private static final Duration LONG = Duration.ofSeconds(120);

  @TempDir Path directory;
  private final List<Scp2pNode> nodes = new ArrayList<>();

  @AfterEach
  void close() {
    nodes.parallelStream().forEach(Scp2pNode::close);
  }

  private Scp2pNode node(List<BootstrapAddress> bootstrap) {
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
    Scp2pNode node =
        Scp2pNode.builder().inMemory().config(config).transports(List.of(tcp())).start();
    nodes.add(node);
    return node;
  }

  private static Transport tcp() {
    return ServiceLoader.load(TransportProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.kind() == TransportKind.TCP)
        .findFirst()
        .orElseThrow()
        .create(TransportSettings.defaults());
  }

  private static BootstrapAddress addressOf(Scp2pNode node) {
    Share share = node.shares().publish(SharePlan.text("here", "I am here").build()).block(LONG);
    assertThat(share).isNotNull();
    BootstrapAddress at = share.shareLink().bootstrap().get(0);
    return new BootstrapAddress(at.transport(), at.ip(), at.port(), null);
  }

  private static long versionOf(Scp2pNode node, Share share) {
    Subscription now = node.subscriptions().get(share.id()).block(LONG);
    return now == null || now.newest() == null ? 0 : now.newest().sequence();
  }

  /** When each of them had a version, in milliseconds from now. */
  private static List<Long> arrivals(List<Scp2pNode> followers, Share share, long version)
      throws InterruptedException {
    long begin = System.nanoTime();
    Map<Scp2pNode, Long> arrived = new LinkedHashMap<>();
    Waiter.realTime()
        .await(
            () -> {
              for (Scp2pNode follower : followers) {
                if (!arrived.containsKey(follower) && versionOf(follower, share) >= version) {
                  arrived.put(follower, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
                }
              }
              return arrived.size() == followers.size();
            },
            LONG);
    assertThat(arrived).as("version %d reached everybody", version).hasSize(followers.size());
    return arrived.values().stream().sorted().toList();
  }

  private static String spread(List<Long> sorted) {
    return String.format(
        Locale.ROOT,
        "first %d ms, median %d ms, last %d ms",
        sorted.get(0),
        sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() - 1));
  }

  private void play(int count, int dying, int bytes) throws Exception {
    BootstrapAddress first = addressOf(node(List.of()));
    while (nodes.size() < count) {
      node(List.of(first));
    }
    Scp2pNode publisher = nodes.get(1);
    byte[] content = new byte[bytes];
    new SplittableRandom(3).nextBytes(content);
    Path file = Files.write(directory.resolve("film.raw"), content);
    Share share = publisher.shares().publish(SharePlan.files(List.of(file)).build()).block(LONG);
    assertThat(share).isNotNull();
    ShareLink bare = new ShareLink(share.shareLink().shareKey(), List.of());
    List<Scp2pNode> followers = List.copyOf(nodes.subList(2, count));
    for (Scp2pNode follower : followers) {
      follower.subscriptions().follow(FollowPlan.of(bare)).block(LONG);
    }
    List<Long> followed = arrivals(followers, share, 1);

    Path more = Files.write(directory.resolve("more.txt"), new byte[] {1, 2, 3});
    Share updated =
        publisher
            .shares()
            .publish(SharePlan.files(List.of(file, more)).updating(share.id()).build())
            .block(LONG);
    assertThat(updated).isNotNull();
    List<Long> reached = arrivals(followers, share, 2);

    List<Download> downloads = new ArrayList<>();
    for (int i = 0; i < followers.size(); i++) {
      Path target = directory.resolve("of-" + i);
      downloads.add(
          followers.get(i).downloads().start(DownloadPlan.share(share.id()).into(target)));
    }
    for (int i = 0; i < dying; i++) {
      followers.get(i).close();
    }
    for (int i = dying; i < followers.size(); i++) {
      downloads.get(i).result().block(LONG);
      assertThat(directory.resolve("of-" + i).resolve("film.raw")).hasBinaryContent(content);
    }
    System.out.printf(
        Locale.ROOT,
        "%d nodes: followed by id alone: %s; update: %s; %d died while %d downloaded %,d KiB%n",
        count,
        spread(followed),
        spread(reached),
        dying,
        followers.size() - dying,
        bytes >> 10);
  }

  @Test
  void eightNodesFollowUpdateAndDownloadWhileOneDies() throws Exception {
    play(8, 1, 1 << 20);
  }

  @Tag("heavy")
  @Test
  void thirtyNodesFollowUpdateAndDownloadWhileSevenDie() throws Exception {
    play(30, 7, 8 << 20);
  }
}
