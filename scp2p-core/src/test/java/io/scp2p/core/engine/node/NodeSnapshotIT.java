package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.diagnostics.NodeSnapshot;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.share.Share;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node says of itself in numbers, field by field. */
@Timeout(300)
class NodeSnapshotIT {
  @TempDir Path root;

  private static NodeSnapshot of(Scp2pNode node) {
    return Fleet.get(node.diagnostics().snapshot());
  }

  private static NodeSnapshot.Budget budget(Scp2pNode node, String name) {
    return of(node).budgets().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyFieldIsWhatItSays() throws Exception {
    try (Fleet fleet = new Fleet(root, TransportKind.TCP)) {
      Scp2pNode alice = fleet.start("alice");
      Scp2pNode bob =
          fleet.start("bob", config -> config.transfer(transfer -> transfer.maxQueued(1)));
      Trees.write(root.resolve("tree/large.bin"), Trees.random(1, 2 * Trees.MIB));
      Share share = Fleet.publish(alice, root.resolve("tree"));
      Fleet.follow(bob, share.shareLink());
      Fleet.download(bob, share, root.resolve("there"));

      // What was read for it is given back, and what was written counted, a moment later.
      assertThat(
              Waiter.realTime()
                  .await(
                      () ->
                          budget(bob, "transfer.bytes").used() == 0
                              && of(alice).sentBytes() > 2 * Trees.MIB,
                      Fleet.PATIENCE))
          .isTrue();
      NodeSnapshot there = of(bob);
      assertThat(there.uptime()).isPositive();
      assertThat(there.sessions()).isPositive();
      assertThat(there.subscriptions()).isEqualTo(1);
      assertThat(there.shares()).isZero();
      assertThat(of(alice).shares()).isEqualTo(1);
      assertThat(there.indexedItems()).isEqualTo(1);
      assertThat(there.receivedBytes()).isGreaterThan(2 * Trees.MIB);
      assertThat(of(alice).sentBytes()).isGreaterThan(2 * Trees.MIB);
      assertThat(budget(bob, "sessions").used()).isEqualTo(there.sessions());
      assertThat(budget(bob, "receive.bytes").limit()).isPositive();
      assertThat(budget(bob, "serving.requests").limit()).isPositive();
      assertThat(budget(bob, "transfer.bytes").used()).isZero();
      assertThat(budget(bob, "publications.waiting").used()).isZero();

      Download waiting =
          bob.downloads().start(DownloadPlan.share(share.id()).into(root.resolve("later")));
      waiting.pause().onErrorComplete().block(Fleet.PATIENCE);
      if (!waiting.state().isTerminal()) {
        assertThat(of(bob).transfers()).isEqualTo(1);
        assertThat(budget(bob, "downloads").used()).isEqualTo(1);
        Download tooMany =
            bob.downloads().start(DownloadPlan.share(share.id()).into(root.resolve("never")));
        assertThat(Fleet.failure(tooMany.result())).isEqualTo(ErrorCode.TOO_MANY_TRANSFERS);
        assertThat(budget(bob, "downloads").refused()).isEqualTo(1);
      }

      // Those who are gone are known still, and what they sent has been received.
      NodeId id = alice.identity().self().id();
      long received = of(bob).receivedBytes();
      alice.close();
      assertThat(Waiter.realTime().await(() -> of(bob).sessions() == 0, Fleet.PATIENCE)).isTrue();
      assertThat(Fleet.get(bob.peers().get(id)).isConnected()).isFalse();
      assertThat(of(bob).knownPeers()).isEqualTo(1);
      assertThat(of(bob).receivedBytes()).isGreaterThanOrEqualTo(received);
    }
  }
}
