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
import io.scp2p.api.spi.MetricsSink;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.DownloadPlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes over loopback: all that they know at first is one bootstrap peer. */
class DhtNodesTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path directory;
  private final List<Scp2pNode> nodes = new ArrayList<>();

  private final Counts counts = new Counts();

  /** What all of the nodes count. */
  private static final class Counts implements MetricsSink {
    final Map<String, LongAdder> byName = new ConcurrentHashMap<>();

    @Override
    public void count(String name, long amount) {
      byName.computeIfAbsent(name, fresh -> new LongAdder()).add(amount);
    }

    @Override
    public void time(String name, long nanos) {
      count(name, 1);
    }

    @Override
    public void gauge(String name, LongSupplier value) {
      // Of no use for what has happened.
    }

    long of(String name) {
      LongAdder counted = byName.get(name);
      return counted == null ? 0 : counted.sum();
    }
  }

  @AfterEach
  void close() {
    nodes.parallelStream().forEach(Scp2pNode::close); // Each may wait for its QUIC peers.
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
            .sync(sync -> sync.interval(Duration.ofSeconds(2)))
            .build();
    Scp2pNode node = Scp2pNode.builder().inMemory().config(config).metrics(counts).start();
    nodes.add(node);
    return node;
  }

  /** Where a node is, as its own links say. */
  private static BootstrapAddress addressOf(Scp2pNode node) {
    Share share = node.shares().publish(SharePlan.text("here", "I am here").build()).block(LONG);
    assertThat(share).isNotNull();
    return share.shareLink().bootstrap().stream()
        .filter(address -> address.transport() == TransportKind.TCP)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aShareIsFollowedByItsKeyAloneAndDownloadedFromWhoeverHasIt() throws Exception {
    BootstrapAddress first = addressOf(node(List.of()));
    List<BootstrapAddress> bootstrap =
        List.of(new BootstrapAddress(first.transport(), first.ip(), first.port(), null));
    for (int i = 0; i < 8; i++) {
      node(bootstrap);
    }
    Scp2pNode publisher = nodes.get(3);
    byte[] content = new byte[700_000];
    new SplittableRandom(7).nextBytes(content);
    Path file = Files.write(directory.resolve("photo.raw"), content);

    Share share = publisher.shares().publish(SharePlan.files(List.of(file)).build()).block(LONG);
    assertThat(share).isNotNull();
    Scp2pNode follower = node(bootstrap);
    ShareLink bare = new ShareLink(share.shareLink().shareKey(), List.of());
    follower.subscriptions().follow(FollowPlan.of(bare)).block(LONG);
    boolean arrived =
        Waiter.realTime()
            .await(
                () -> {
                  Subscription now = follower.subscriptions().get(share.id()).block(LONG);
                  return now != null && now.newest() != null;
                },
                LONG);
    assertThat(arrived).as("the head was found by its key").isTrue();

    assertThat(counts.of("lookup.found")).isPositive();
    assertThat(counts.of("lookup.asked")).isPositive();

    Path target = directory.resolve("downloaded");
    follower.downloads().start(DownloadPlan.share(share.id()).into(target)).result().block(LONG);

    assertThat(target.resolve("photo.raw")).hasBinaryContent(content);
    assertThat(follower.peers().list().map(peer -> peer.id()).collectList().block(LONG))
        .contains(publisher.identity().self().id());
  }
}
