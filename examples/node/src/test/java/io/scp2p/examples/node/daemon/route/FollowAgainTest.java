package io.scp2p.examples.node.daemon.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.Subscriptions;
import io.scp2p.api.share.TrustLevel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowAgainTest {
  private static final String LINK =
      "scp2p://s/jkxOwKqqiYjgQZ8xFn9BmYI7qcWgC9xR1IuSUrR2Cn7TQzs7tcUZEfwCd8a6sL2mF3S-xPFmJX7VxOPD39_jZg";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void whatWasDecidedAboutAShareStaysWhenItIsFollowedByAnotherLink(@TempDir Path home) {
    NodeConfig quiet =
        NodeConfig.builder()
            .network(net -> net.tcpPort(0).quicPort(0).lanDiscovery(false).portMapping(false))
            .build();
    try (Scp2pNode node = Scp2pNode.builder().home(home).config(quiet).start()) {
      Subscriptions subscriptions = node.subscriptions();
      ShareLink first = ShareLink.parse(LINK);
      ShareLink later = ShareLink.parse(LINK + "?bp=tcp%3A%2F%2F127.0.0.1%3A7001");
      assertThat(FollowAgain.plan(subscriptions, first).block(PATIENCE))
          .isEqualTo(FollowPlan.of(first));
      subscriptions.follow(new FollowPlan(first, TrustLevel.UNTRUSTED, 2, true)).block(PATIENCE);

      assertThat(FollowAgain.plan(subscriptions, later).block(PATIENCE))
          .isEqualTo(new FollowPlan(later, TrustLevel.UNTRUSTED, 2, true));
    }
  }
}
