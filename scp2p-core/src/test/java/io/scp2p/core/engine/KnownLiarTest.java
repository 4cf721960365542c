package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.peer.Peer;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.crypto.SigningKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A peer that answers with a forged value, and the node that it has answered, started again. */
class KnownLiarTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path home;

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
                        .bootstrap(bootstrap))
            .sync(sync -> sync.interval(Duration.ofSeconds(1)))
            .build();
    return Scp2pNode.builder().home(home).config(config).start();
  }

  private static int reputation(Scp2pNode node) {
    List<Peer> peers = node.peers().list().collectList().block(LONG);
    return peers == null || peers.isEmpty() ? 0 : peers.get(0).reputation();
  }

  @Test
  void whoHasLiedHasStillLiedAfterARestart() throws Exception {
    try (ReferenceNode liar = new ReferenceNode(new byte[10])) {
      ShareKey wanted = ShareKey.of(SigningKey.generate(Entropy.system()).nodeKey().bytes());
      liar.values.put(ReferenceNode.dhtKey("share:head:", wanted.id().bytes()), new byte[40]);
      BootstrapAddress at =
          new BootstrapAddress(
              TransportKind.TCP, liar.address().getAddress(), liar.address().getPort(), null);
      int before;
      try (Scp2pNode node = node(List.of(at))) {
        node.subscriptions().follow(FollowPlan.of(new ShareLink(wanted, List.of()))).block(LONG);
        boolean caught = Waiter.realTime().await(() -> reputation(node) < 0, LONG);
        assertThat(caught).isTrue();
        before = reputation(node);
      }
      try (Scp2pNode again = node(List.of())) {
        AtomicInteger kept = new AtomicInteger();
        boolean known =
            Waiter.realTime()
                .await(
                    () -> {
                      kept.set(reputation(again));
                      return kept.get() != 0;
                    },
                    LONG);
        assertThat(known).as("peers are read while it starts").isTrue();
        assertThat(kept.get()).isNegative().isLessThanOrEqualTo(before + 1);
      }
    }
  }
}
